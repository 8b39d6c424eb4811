### What each line means, in a few words, as if a person said it.

## SMTP commands

gloss-ehlo = Hello, I am { $what }. What can you do?
gloss-ehlo-address = Hello, I am the computer { $what }. What can you do?
gloss-helo = Hello, I am { $what }.
gloss-helo-address = Hello, I am the computer { $what }.
gloss-mail = The sender on the envelope: { $what }
gloss-mail-null = An envelope without sender: a notice that nobody should answer.
gloss-rcpt = Do you accept mail for { $what }?
gloss-data = Now comes the message itself.
gloss-rset = Forget this envelope: let us start again.
gloss-noop = Are you still there?
gloss-vrfy = Is there a user { $what }?
gloss-expn = Who is on the list { $what }?
gloss-help = Which commands do you understand?
gloss-quit = That is all. Goodbye.
gloss-auth = I am going to tell who I am (by { $what }).
gloss-auth-plain = I am { $what }, and here is my password (in base64).
gloss-auth-login = I am { $what }.
gloss-auth-step = What you asked for to know who I am (in base64).
gloss-auth-cancel = Never mind: let us leave the sign-in.
gloss-starttls = Let us speak in secret from now on (TLS).
gloss-bdat = Here is a part of the message: { $what } octets.
gloss-etrn = Is mail queued for { $what }? Send it now.
gloss-turn = Let us change roles: now you send.
gloss-get = A web browser has come to the wrong door.
gloss-post = A web browser has come to the wrong door.
gloss-command = A command that is not part of SMTP.
gloss-content = The message: headers, text, and a dot that ends it.

## What a server can do

gloss-hello-alone = Pleased to meet you. I am { $what }.
gloss-hello-accepted = Pleased to meet you. I am { $what }, and I can do this:
gloss-ext-pipelining = You may tell me several commands at once.
gloss-ext-size = I accept messages of up to { $what } octets.
gloss-ext-size-any = Tell me the size of a message before you send it.
gloss-ext-auth = You can sign in in these ways: { $what }
gloss-ext-enhancedstatuscodes = My replies carry a second, more precise number.
gloss-ext-8bitmime = I accept letters like ñ and é as they are.
gloss-ext-starttls = We can speak in secret (TLS).
gloss-ext-dsn = I can report what becomes of the delivery.
gloss-ext-smtputf8 = I accept ñ and é in addresses, too.
gloss-ext-chunking = I accept the message in parts (BDAT).
gloss-ext-binarymime = I accept binary data as they are.
gloss-ext-vrfy = You may ask me about a user.
gloss-ext-expn = You may ask me about a list.
gloss-ext-etrn = You may ask for the mail waiting in my queue.
gloss-ext-help = You may ask me for help.

## SMTP replies

gloss-211 = This is how I am.
gloss-214 = These are the commands that I understand.
gloss-220 = I am listening.
gloss-220-of = This is { $what }. I am listening.
gloss-220-2-0-0 = Agreed: let the secrecy begin (TLS).
gloss-221 = Goodbye.
gloss-221-2-0-0 = Goodbye.
gloss-221-2-7-0 = This is a post office, not a web site. Goodbye.
gloss-235 = I know who you are. I work for you.
gloss-235-2-7-0 = I know who you are. I work for you.
gloss-250 = All right.
gloss-250-2-0-0 = All right.
gloss-250-2-1-0 = The sender is all right.
gloss-250-2-1-5 = Yes, I accept mail for that address.
gloss-250-2-6-0 = I have the message, and answer for it now.
gloss-queued = I have the message, and answer for it now. Its number: { $what }
gloss-251 = Not a user here, but I shall pass it on.
gloss-252 = I cannot be sure, but I shall try.
gloss-252-2-0-0 = I do not tell, but would accept mail and try.
gloss-334 = Go on: I still need something to know you.
gloss-354 = Go on; end with a dot alone on its line.
gloss-421 = I cannot serve you now and hang up. Come back later.
gloss-421-4-3-2 = I am closing; come back later.
gloss-421-4-4-2 = You have been silent for too long: I hang up.
gloss-421-4-7-0 = Too many errors: I hang up.
gloss-432 = You need a new password first.
gloss-450 = I cannot use that mailbox now; try later.
gloss-451 = Something went wrong here; try later.
gloss-452 = No room for now; try later.
gloss-452-4-5-3 = Too many recipients at once; the rest in another mail.
gloss-454 = I cannot check who you are now; try later.
gloss-455 = I cannot do what you ask now; try later.
gloss-500 = I do not know that command.
gloss-500-5-5-2 = I do not know that command.
gloss-500-5-5-6 = That response is too long.
gloss-501 = The command is badly written.
gloss-501-5-1-3 = That recipient address is badly written.
gloss-501-5-1-7 = That sender address is badly written.
gloss-501-5-5-2 = That is not well-formed base64.
gloss-501-5-5-4 = The command has too little or too much behind it.
gloss-501-5-7-0 = As you wish: you have not signed in.
gloss-502 = I know that command, but do not serve it.
gloss-502-5-5-1 = I know that command, but do not serve it.
gloss-503 = Not now: that command belongs to another moment.
gloss-503-5-5-1 = Not now: that command belongs to another moment.
gloss-504 = I do not know that variant of the command.
gloss-504-5-5-4 = Nobody signs in that way here.
gloss-521 = This machine never accepts mail.
gloss-530 = First tell me who you are.
gloss-530-5-7-0 = First tell me who you are.
gloss-534 = That way of signing in is too weak.
gloss-535 = The user or the password is not right.
gloss-535-5-7-8 = The user or the password is not right.
gloss-538 = Your password only in secret: TLS is missing.
gloss-538-5-7-11 = Your password only in secret: TLS is missing.
gloss-541 = I refuse it: it looks like spam to me.
gloss-550 = No: I do not accept that.
gloss-550-5-1-1 = No: nobody here has that address.
gloss-550-5-1-1-of = No: nobody here has the address { $what }.
gloss-550-5-5-2 = No: the message has badly ended lines.
gloss-550-5-7-1 = No: the rules here do not allow it.
gloss-551 = Not a user here; try another address.
gloss-552 = No: that is more than the space allowed.
gloss-552-5-2-2 = No: the mailbox is full.
gloss-552-5-3-4 = No: the message is too large.
gloss-553 = No: that address cannot be used.
gloss-553-5-6-7 = No: only plain ASCII letters in addresses.
gloss-553-5-7-1 = No: that sender is not yours.
gloss-553-5-7-1-of = No: the sender { $what } is not yours.
gloss-554 = I do not accept it.
gloss-554-5-3-2 = No mail is served here.
gloss-554-5-4-0 = No: this mail goes round in circles.
gloss-554-5-5-1 = There is nobody to send it to: no recipient accepted.
gloss-554-5-7-1 = No: the rules here do not allow it.
gloss-554-5-7-1-of = I carry no strangers' mail: { $what } is not from here.
gloss-555 = I do not know that parameter.
gloss-555-5-5-4 = I do not know that parameter.
gloss-556 = No: that domain accepts no mail.
gloss-class-2 = All right.
gloss-class-3 = Go on: a part is missing.
gloss-class-4 = Not now; try later.
gloss-class-5 = No, and trying again will not help.

## POP3 commands

gloss-pop3-user = I am { $what }.
gloss-pop3-pass = And this is my password.
gloss-pop3-apop = I am { $what }, and know the password without telling it.
gloss-pop3-auth = I am going to tell who I am (by { $what }).
gloss-pop3-stls = Let us speak in secret from now on (TLS).
gloss-pop3-capa = What can you do?
gloss-pop3-stat = How many messages are there, and how large?
gloss-pop3-list = How large is each message?
gloss-pop3-uidl = What is the lasting name of each message?
gloss-pop3-retr = Give me message { $what }.
gloss-pop3-top = Give me only the beginning of message { $what }.
gloss-pop3-dele = I have number { $what }: remove it when I leave.
gloss-pop3-noop = Are you still there?
gloss-pop3-rset = Remove none: I have changed my mind.
gloss-pop3-quit = That is all. Goodbye.
gloss-pop3-command = A command that is not part of POP3.

## POP3 replies

gloss-pop3-greeting = Mail is collected here. Who are you?
gloss-pop3-ok = All right.
gloss-pop3-ok-user = Good. And your password?
gloss-pop3-ok-pass = It is you: your mailbox is open.
gloss-pop3-ok-apop = It is you: your mailbox is open.
gloss-pop3-ok-capa = I can do all this:
gloss-pop3-ok-stat = Your mailbox holds { $count ->
        [one] one message
       *[other] { $count } messages
    }, { $size } octets in all.
gloss-pop3-ok-list = This is how large they are:
gloss-pop3-ok-uidl = These are their lasting names:
gloss-pop3-ok-retr = Here it is:
gloss-pop3-ok-top = Here is the beginning:
gloss-pop3-ok-dele = Noted: I shall remove it when you say goodbye.
gloss-pop3-ok-rset = All right: I shall remove none.
gloss-pop3-ok-noop = Yes, I am here.
gloss-pop3-ok-stls = Agreed: let the secrecy begin (TLS).
gloss-pop3-ok-quit = Goodbye.
gloss-pop3-err = I cannot do that.
gloss-pop3-err-auth = The user or the password is not right.
gloss-pop3-err-in-use = Another program has this mailbox open.
gloss-pop3-err-login-delay = You come too often; wait a little.
gloss-pop3-err-sys-temp = Something is wrong here now; try later.
gloss-pop3-err-sys-perm = Something is wrong here that somebody must repair.
gloss-pop3-line-list = Message { $what } has { $size } octets.
gloss-pop3-line-uidl = Message { $what } is always called { $size }.
gloss-pop3-line = A line of the list.
gloss-pop3-end = End of the list.
gloss-pop3-content = The whole message, as it waited in the mailbox.
gloss-pop3-capa-line = I can do this: { $what }
gloss-pop3-capa-user = You can sign in with user and password.
gloss-pop3-capa-top = You can ask for the beginning of a message only.
gloss-pop3-capa-uidl = Each message has a name that does not change.
gloss-pop3-capa-pipelining = You may tell me several commands at once.
gloss-pop3-capa-resp-codes = When I say no, a code tells why.
gloss-pop3-capa-auth-resp-code = A code tells you when the password is wrong.
gloss-pop3-capa-implementation = The program that serves you is { $what }.
gloss-pop3-capa-sasl = You can sign in in these ways: { $what }
gloss-pop3-capa-stls = We can speak in secret (TLS).
gloss-pop3-capa-expire = Messages are kept here so long: { $what }
gloss-pop3-capa-login-delay = Between visits you must wait { $what } s.
gloss-pop3-capa-utf8 = I accept letters like ñ and é.

## DNS

gloss-dns-question = What does DNS say about { $what } (record { $type })?
gloss-dns-question-mx = Which machine receives mail for { $what }?
gloss-dns-question-a = At which IP address is { $what }?
gloss-dns-question-aaaa = At which IPv6 address is { $what }?
gloss-dns-question-ns = Who answers for the domain { $what }?
gloss-dns-question-ptr = What is the name of the address { $what }?
gloss-dns-question-txt = Which notes has { $what } published?
gloss-dns-walk = Do you know what DNS says about { $what } ({ $type })?
gloss-dns-walk-mx = Do you know which machine receives mail for { $what }?
gloss-dns-walk-a = Do you know at which IP address { $what } is?
gloss-dns-answer = This is what DNS says about { $what }:
gloss-dns-answer-mx = Mail for { $what } is received by { $answer }.
gloss-dns-answer-mx-many = { $count } machines receive its mail; first { $answer }.
gloss-dns-answer-mx-null = { $what } announces that it accepts no mail.
gloss-dns-answer-a = { $what } is at { $answer }.
gloss-dns-answer-aaaa = { $what } is at { $answer }.
gloss-dns-referral = I do not know; ask { $answer }.
gloss-dns-nodata = { $what } exists, but has no { $type } record.
gloss-dns-nxdomain = There is no such name as { $what }.
gloss-dns-servfail = I could not find out; try later.
gloss-dns-refused = That is not for me to answer.
gloss-dns-error = I did not understand the question.
