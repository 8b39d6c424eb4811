### The stage: grounds, places and labels.

ground-names = DNS, the directory of the Internet
ground-family = { $count } domains
ground-family-names = { $first } to { $last }
role-mailbox = mailbox
role-mailboxes = mailboxes
role-resolver = asks for everybody
role-web = web site
role-client = mail program
role-root = root
role-exchanger = mail (MX { $preference })
role-server = mail server
place-mailboxes = { $count } mailboxes
place-name-servers = { $count } servers
label-referral = ask elsewhere
