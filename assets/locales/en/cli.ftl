### What the terminal says of files and expectations.

cli-good = { $name }: good
cli-cannot-open = posta: cannot use { $name }: { $why }
cli-no-window = posta: this program was built without its window; “posta run { $name }” tells the story in the terminal
cli-recording-differs = posta: { $name } was recorded by another version of Posta, and what happens is no longer exactly the same
cli-unmet = posta: { $expectation } does not hold
cli-unmet-count = posta: { $expectation } does not hold; found: { $found }
