### Las palabras de la ventana.

app-name = Posta

## Barra superior

menu-mail = Correo
menu-view = Ver
open-file = Abrir un archivo…
save = Guardar la grabación…
restart = Empezar de nuevo
write = Escribir un correo
check = Recoger el correo
undo = Deshacer
redo = Rehacer
present = Presentar
present-end = Salir
theme-light = Colores claros
theme-dark = Colores oscuros
motion-full = Movimiento completo
motion-reduced = Movimiento reducido
zoom-in = Acercar
zoom-out = Alejar
zoom-fit = Ver todo
full-screen = Pantalla completa
blank = Pantalla en negro

## Lección

now = Ahora
quiet-start = Todo está quieto. Pulsa reproducir y mira viajar el correo.
quiet-between = Nada viaja en este momento.
quiet-end = Aquí termina la historia. Puedes volver atrás, o escribir otro correo.
quiet-again = Pulsa reproducir otra vez para empezar desde el principio.

## Inspector

go-to-moment = Ir a ese momento
legend = Qué significa
legend-hint = Elige un lugar, un sobre o una línea para ver lo que lleva dentro.
legend-smtp = SMTP: entregar correo
legend-dns = DNS: preguntar quién recibe
legend-pop3 = POP3: recoger correo
legend-mail = El mensaje mismo
legend-tcp = Una conexión se abre o se cierra
legend-refusal = Un servidor dice que no
custody = lo tiene

## Diálogo

transcript-empty = Todavía nadie ha dicho nada.
follow = Volver al presente

## Reproducción

play = Reproducir
pause = Pausa
to-start = Al principio
to-end = Al final
step-back = Un suceso atrás
step-on = Un suceso adelante
speed = Velocidad
timeline = Línea de tiempo
event-count = suceso { $n } de { $total }
next = Siguiente:
next-none = Fin

## Escribir y recoger

mail-from = De
mail-to = Para
mail-cc = Copia
mail-bcc = Copia oculta
mail-subject = Asunto
mail-text = Escribe aquí tu mensaje
mail-more = Añadir copias
attach = Adjuntar archivos…
detach = Quitar este archivo
send = Enviar ahora
send-needs = Falta el destinatario
act-no-agent = { $user } no tiene programa de correo en este escenario.
act-bad-address = «{ $address }» no es una dirección de correo.
cancel = Cancelar
check-whose = ¿Quién recoge su correo?
check-keep = Dejar los mensajes en el servidor
check-now = Recoger ahora

## Problemas

problem-title = Este archivo no se puede abrir
problem-hint = Lo anterior sigue en marcha. Corrige el archivo y ábrelo otra vez.

## Teclas

keys-title = Teclas
keys-time = Tiempo
keys-view = Vista
keys-work = Correo y escenarios
key-play = Reproducir o pausar
key-event-on = Un suceso adelante
key-event-back = Un suceso atrás
key-message-on = Orden y respuesta, adelante
key-message-back = Orden y respuesta, atrás
key-hop-on = Siguiente tramo
key-hop-back = Tramo anterior
key-step-back = Ir a la explicación anterior
key-step-on = Ir a la explicación siguiente
key-start = Al principio
key-end = Al final
key-pause = Pausa
key-slower = Más despacio
key-faster = Más deprisa
key-history-back = Volver de un salto
key-history-on = Repetir el salto
key-present = Modo de presentación
key-blank = Pantalla en negro
key-full-screen = Pantalla completa
key-larger = Acercar
key-smaller = Alejar
key-fit = Ver todo
key-theme = Colores claros u oscuros
key-language = Español o inglés
key-help = Esta lista de teclas
key-escape = Cerrar, salir, soltar
key-write = Escribir un correo
key-check = Recoger el correo
key-open = Abrir un archivo
key-save = Guardar la grabación
key-restart = Empezar de nuevo
key-undo = Deshacer
key-redo = Rehacer

## En la terminal

cli-no-display = posta: no hay pantalla en la que abrir una ventana; «posta run { $name }» cuenta la misma historia en la terminal
cli-no-graphics = posta: la ventana no se puede abrir ({ $why }); «posta run { $name }» cuenta la misma historia en la terminal
cli-cannot-write = posta: no se puede escribir { $name }: { $why }
cli-no-adapter = posta: no hay adaptador gráfico; el paquete mesa-vulkan-drivers trae uno por software
