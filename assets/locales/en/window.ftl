### The words of the window.

app-name = Posta

## Top bar

menu-mail = Mail
menu-view = View
open-file = Open a file…
save = Save the recording…
restart = Start anew
write = Write a mail
check = Fetch mail
undo = Undo
redo = Redo
present = Present
present-end = Leave
theme-light = Light colours
theme-dark = Dark colours
motion-full = Full motion
motion-reduced = Reduced motion
zoom-in = Zoom in
zoom-out = Zoom out
zoom-fit = Show everything
full-screen = Full screen
blank = Black screen

## Lesson

now = Now
quiet-start = All is quiet. Press play and watch the mail travel.
quiet-between = Nothing is travelling at this moment.
quiet-end = The story ends here. You can go back, or write another mail.
quiet-again = Press play once more to start from the beginning.

## Inspector

go-to-moment = Go to that moment
legend = What it means
legend-hint = Choose a place, an envelope or a line to see what is inside.
legend-smtp = SMTP: handing mail over
legend-dns = DNS: asking who receives
legend-pop3 = POP3: fetching mail
legend-mail = The message itself
legend-tcp = A connection opens or closes
legend-refusal = A server says no
custody = has it

## Transcript

transcript-empty = Nobody has said anything yet.
follow = Back to the present

## Playback

play = Play
pause = Pause
to-start = To the start
to-end = To the end
step-back = One event back
step-on = One event on
speed = Speed
timeline = Timeline
event-count = event { $n } of { $total }
next = Next:
next-none = End

## Writing and fetching

mail-from = From
mail-to = To
mail-cc = Cc
mail-bcc = Bcc
mail-subject = Subject
mail-text = Write your message here
mail-more = Add copies
attach = Attach files…
detach = Remove this file
send = Send now
send-needs = The recipient is missing
act-no-agent = { $user } has no mail program in this scenario.
act-bad-address = “{ $address }” is not a mail address.
cancel = Cancel
check-whose = Who fetches their mail?
check-keep = Leave the messages on the server
check-now = Fetch now

## Problems

problem-title = This file cannot be opened
problem-hint = What ran before runs on. Correct the file and open it again.

## Keys

keys-title = Keys
keys-time = Time
keys-view = View
keys-work = Mail and scenarios
key-play = Play or pause
key-event-on = One event on
key-event-back = One event back
key-message-on = Command and reply, on
key-message-back = Command and reply, back
key-hop-on = Next hop
key-hop-back = Previous hop
key-step-back = To the explanation before
key-step-on = To the next explanation
key-start = To the start
key-end = To the end
key-pause = Pause
key-slower = Slower
key-faster = Faster
key-history-back = Back from a jump
key-history-on = Jump again
key-present = Presentation mode
key-blank = Black screen
key-full-screen = Full screen
key-larger = Zoom in
key-smaller = Zoom out
key-fit = Show everything
key-theme = Light or dark colours
key-language = English or Spanish
key-help = This list of keys
key-escape = Close, leave, let go
key-write = Write a mail
key-check = Fetch mail
key-open = Open a file
key-save = Save the recording
key-restart = Start anew
key-undo = Undo
key-redo = Redo

## In the terminal

cli-no-display = posta: there is no display to open a window on; “posta run { $name }” tells the same story in the terminal
cli-no-graphics = posta: the window cannot be opened ({ $why }); “posta run { $name }” tells the same story in the terminal
cli-cannot-write = posta: { $name } cannot be written: { $why }
cli-no-adapter = posta: there is no graphics adapter; the package mesa-vulkan-drivers brings one in software
