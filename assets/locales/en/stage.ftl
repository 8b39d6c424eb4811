### The stage: grounds, places and labels.

ground-names = DNS, the directory
ground-family = { $count } domains
ground-family-names = { $first } to { $last }
role-mailbox = mailbox
role-mailboxes = mailboxes
role-resolver = resolver
role-web = web site
role-client = client
role-root = root
role-exchanger = MX { $preference }
role-server = submission, relay
place-mailboxes = { $count } mailboxes
place-name-servers = { $count } servers
label-referral = ask elsewhere
