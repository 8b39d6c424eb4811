### What happens, told: the trace in the terminal and the rows of the transcript.

trace-legend = C: the one who calls   S: the one who answers   ? question to DNS   = answer from DNS   · what happens   │ lines of the message
trace-fates = What became of each mail:

## The message

no-subject = (no subject)
content-summary = Message “{ $subject }”: { $octets } octets in { $lines ->
        [one] { $lines } line
       *[other] { $lines } lines
    }
content-more = … and { $lines ->
        [one] one more line
       *[other] { $lines } more lines
    }

## Connections

note-opening = calls { $address }, port { $port }
note-opened = the connection is open
note-refused = nobody answers on that port: connection refused
note-timed-out = nobody answers, and it gives up waiting
note-closing = closes its side of the connection

## DNS

note-malformed-datagram = a DNS message arrives that cannot be read
note-cache-hit = knows the answer to “{ $about }” already; remembers it for { $seconds } s more
note-cache-negative = knows already that “{ $about }” has no answer; remembers that for { $seconds } s more
note-cache-stored = keeps the answer to “{ $about }” for { $seconds } s
note-lookup-merged = is asking “{ $about }” already: one answer will do for all
note-name-server-silent = { $about } does not answer
note-name-server-lame = { $about } does not know what it should know
note-name-server-failed = { $about } says that it cannot answer
note-name-disbelieved = does not believe what it is told about { $about }: that is not theirs to say
note-too-many-aliases = “{ $about }” leads from alias to alias and nowhere else
note-lookup-gave-up = gives up asking “{ $about }”

## The mail

note-written = { $count ->
        [one] sends “{ $subject }” to { $to }
       *[other] sends “{ $subject }” to { $count } recipients; the first is { $to }
    }
note-signed-in = knows who it is: { $user }
note-custody = is responsible from now on for the mail to { $to }
note-queued = puts it into its queue, as number { $id }
note-routed = mail for { $domain } is received by { $exchanger } (preference { $preference })
note-routed-implicit = { $domain } has no MX: it will go to the machine of that very name, { $exchanger }
note-storing = takes it to the mailbox of { $to }
note-delivered = in the mailbox of { $to }: delivered
note-dequeued = { $id } leaves the queue: nothing is left to do here
note-fetched = now has “{ $subject }” in the inbox
note-not-sent = could not be sent: { $reason }
note-held-temporary = cannot deliver to { $to } for now: { $reason }
note-held-permanent = cannot deliver to { $to }: { $reason }
note-not-fetched = could not fetch the mail: { $reason }
note-bounded = the simulation has reached its limit and stops here

## The end of each mail

fate-under-way = “{ $subject }” to { $to }: on its way; { $host } is responsible now
fate-delivered = “{ $subject }” to { $to }: delivered to the mailbox at { $host }
fate-not-sent = “{ $subject }” to { $to }: never left the writer's computer
fate-held = “{ $subject }” to { $to }: held in the queue of { $host }
fate-under-way-many = “{ $subject }”: on its way to { $count } recipients
fate-delivered-many = “{ $subject }”: delivered to the mailboxes of { $count } recipients
fate-not-sent-many = “{ $subject }”: never left for any of its { $count } recipients
fate-held-many = “{ $subject }”: held for { $count } recipients
