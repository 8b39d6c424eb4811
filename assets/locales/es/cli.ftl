### Lo que la terminal dice de archivos y expectativas.

cli-good = { $name }: bien
cli-cannot-open = posta: no se puede usar { $name }: { $why }
cli-no-window = posta: este programa se compiló sin ventana; «posta run { $name }» cuenta la historia en la terminal
cli-recording-differs = posta: { $name } se grabó con otra versión de Posta, y lo que sucede ya no es exactamente lo mismo
cli-unmet = posta: no se cumplió { $expectation }
cli-unmet-count = posta: no se cumplió { $expectation }; encontrado: { $found }
