### Qué significa cada línea, en pocas palabras, como si la dijera una persona.

## Órdenes de SMTP

gloss-ehlo = Hola, soy { $what }. ¿Qué sabes hacer?
gloss-ehlo-address = Hola, soy la computadora { $what }. ¿Qué sabes hacer?
gloss-helo = Hola, soy { $what }.
gloss-helo-address = Hola, soy la computadora { $what }.
gloss-mail = El remite del sobre: { $what }
gloss-mail-null = Sobre sin remite: es un aviso, y nadie debe responderlo.
gloss-rcpt = ¿Aceptas correo para { $what }?
gloss-data = Ahora va el mensaje mismo.
gloss-rset = Olvida este sobre: empezamos de nuevo.
gloss-noop = ¿Sigues ahí?
gloss-vrfy = ¿Existe el usuario { $what }?
gloss-expn = ¿Quiénes están en la lista { $what }?
gloss-help = ¿Qué órdenes entiendes?
gloss-quit = Eso es todo. Adiós.
gloss-auth = Voy a decirte quién soy (modo { $what }).
gloss-auth-plain = Soy { $what }, y aquí está mi contraseña (en base64).
gloss-auth-login = Soy { $what }.
gloss-auth-step = Lo que pediste para saber quién soy (en base64).
gloss-auth-cancel = Mejor no: dejemos la identificación.
gloss-starttls = Hablemos en secreto desde ahora (TLS).
gloss-bdat = Aquí va una parte del mensaje: { $what } octetos.
gloss-etrn = ¿Tienes en cola correo para { $what }? Envíalo ya.
gloss-turn = Cambiemos los papeles: ahora envías tú.
gloss-get = Un navegador web se equivocó de puerta.
gloss-post = Un navegador web se equivocó de puerta.
gloss-command = Una orden que no es de SMTP.
gloss-content = El mensaje: cabeceras, texto y un punto que lo termina.

## Lo que un servidor sabe hacer

gloss-hello-alone = Mucho gusto. Soy { $what }.
gloss-hello-accepted = Mucho gusto. Soy { $what }, y sé hacer esto:
gloss-ext-pipelining = Puedes decirme varias órdenes de una vez.
gloss-ext-size = Acepto mensajes de hasta { $what } octetos.
gloss-ext-size-any = Dime el tamaño del mensaje antes de enviarlo.
gloss-ext-auth = Puedes identificarte de estos modos: { $what }
gloss-ext-enhancedstatuscodes = Mis respuestas llevan un segundo número, más preciso.
gloss-ext-8bitmime = Acepto letras como ñ y é tal como son.
gloss-ext-starttls = Podemos hablar en secreto (TLS).
gloss-ext-dsn = Puedo avisar de lo que pase con la entrega.
gloss-ext-smtputf8 = Acepto ñ y é también en las direcciones.
gloss-ext-chunking = Acepto el mensaje por partes (BDAT).
gloss-ext-binarymime = Acepto datos binarios tal como son.
gloss-ext-vrfy = Puedes preguntarme por un usuario.
gloss-ext-expn = Puedes preguntarme por una lista.
gloss-ext-etrn = Puedes pedirme el correo que espera en mi cola.
gloss-ext-help = Puedes pedirme ayuda.

## Respuestas de SMTP

gloss-211 = Así estoy ahora.
gloss-214 = Estas son las órdenes que entiendo.
gloss-220 = Te escucho.
gloss-220-of = Aquí { $what }. Te escucho.
gloss-220-2-0-0 = De acuerdo: empieza el secreto (TLS).
gloss-221 = Adiós.
gloss-221-2-0-0 = Adiós.
gloss-221-2-7-0 = Esto es una oficina de correo, no un sitio web. Adiós.
gloss-235 = Ya sé quién eres. Trabajo para ti.
gloss-235-2-7-0 = Ya sé quién eres. Trabajo para ti.
gloss-250 = De acuerdo.
gloss-250-2-0-0 = De acuerdo.
gloss-250-2-1-0 = De acuerdo con el remite.
gloss-250-2-1-5 = Sí, acepto correo para esa dirección.
gloss-250-2-6-0 = Recibí el mensaje y ahora respondo por él.
gloss-queued = Recibí el mensaje y ahora respondo por él. Su número: { $what }
gloss-251 = No es de aquí, pero se lo haré llegar.
gloss-252 = No puedo asegurarlo, pero lo intentaré.
gloss-252-2-0-0 = No lo digo, pero aceptaría correo e intentaría entregarlo.
gloss-334 = Sigue: falta algo para saber quién eres.
gloss-354 = Adelante; termina con un punto solo en su línea.
gloss-421 = Ahora no puedo atender; cuelgo. Vuelve más tarde.
gloss-421-4-3-2 = Estoy cerrando; vuelve más tarde.
gloss-421-4-4-2 = Llevas demasiado tiempo callado: cuelgo.
gloss-421-4-7-0 = Demasiados errores: cuelgo.
gloss-432 = Antes tienes que cambiar de contraseña.
gloss-450 = Ahora no puedo abrir ese buzón; prueba más tarde.
gloss-451 = Algo falló aquí; prueba más tarde.
gloss-452 = Por ahora no me cabe; prueba más tarde.
gloss-452-4-5-3 = Son demasiados destinatarios a la vez; el resto, después.
gloss-454 = Ahora no puedo comprobar quién eres; prueba más tarde.
gloss-455 = Ahora no puedo con lo que pides; prueba más tarde.
gloss-500 = No conozco esa orden.
gloss-500-5-5-2 = No conozco esa orden.
gloss-500-5-5-6 = Esa respuesta es demasiado larga.
gloss-501 = La orden está mal escrita.
gloss-501-5-1-3 = Esa dirección de destino está mal escrita.
gloss-501-5-1-7 = Esa dirección de remite está mal escrita.
gloss-501-5-5-2 = Eso no está bien escrito en base64.
gloss-501-5-5-4 = A la orden le falta o le sobra algo.
gloss-501-5-7-0 = Como quieras: sigues sin identificarte.
gloss-502 = Conozco esa orden, pero no la atiendo.
gloss-502-5-5-1 = Conozco esa orden, pero no la atiendo.
gloss-503 = Todavía no: esa orden va en otro momento.
gloss-503-5-5-1 = Todavía no: esa orden va en otro momento.
gloss-504 = No conozco esa variante de la orden.
gloss-504-5-5-4 = Aquí nadie se identifica de ese modo.
gloss-521 = Esta máquina nunca recibe correo.
gloss-530 = Primero dime quién eres.
gloss-530-5-7-0 = Primero dime quién eres.
gloss-534 = Ese modo de identificarse es demasiado débil.
gloss-535 = El usuario o la contraseña no son correctos.
gloss-535-5-7-8 = El usuario o la contraseña no son correctos.
gloss-538 = Tu contraseña, solo en secreto: falta TLS.
gloss-538-5-7-11 = Tu contraseña, solo en secreto: falta TLS.
gloss-541 = Lo rechazo: me parece correo no deseado.
gloss-550 = No: eso no lo acepto.
gloss-550-5-1-1 = No: aquí nadie tiene esa dirección.
gloss-550-5-1-1-of = No: aquí nadie tiene la dirección { $what }.
gloss-550-5-5-2 = No: el mensaje tiene líneas mal terminadas.
gloss-550-5-7-1 = No: las reglas de aquí no lo permiten.
gloss-551 = No es de aquí; prueba en otra dirección.
gloss-552 = No: pasa del espacio permitido.
gloss-552-5-2-2 = No: el buzón está lleno.
gloss-552-5-3-4 = No: el mensaje es demasiado grande.
gloss-553 = No: esa dirección no se puede usar.
gloss-553-5-6-7 = No: solo letras sin acento en las direcciones.
gloss-553-5-7-1 = No: ese remite no es tuyo.
gloss-553-5-7-1-of = No: el remite { $what } no es tuyo.
gloss-554 = No lo acepto.
gloss-554-5-3-2 = Aquí no se atiende correo.
gloss-554-5-4-0 = No: este correo anda dando vueltas en círculo.
gloss-554-5-5-1 = No hay a quién enviarlo: ningún destinatario sirvió.
gloss-554-5-7-1 = No: las reglas de aquí no lo permiten.
gloss-554-5-7-1-of = No llevo correo de extraños: { $what } no es de aquí.
gloss-555 = No conozco ese parámetro.
gloss-555-5-5-4 = No conozco ese parámetro.
gloss-556 = No: ese dominio no recibe correo.
gloss-class-2 = De acuerdo.
gloss-class-3 = Sigue: te falta una parte.
gloss-class-4 = Ahora no; prueba más tarde.
gloss-class-5 = No, y repetirlo no servirá.

## Órdenes de POP3

gloss-pop3-user = Soy { $what }.
gloss-pop3-pass = Y esta es mi contraseña.
gloss-pop3-apop = Soy { $what }, y sé la contraseña sin decirla.
gloss-pop3-auth = Voy a decirte quién soy (modo { $what }).
gloss-pop3-stls = Hablemos en secreto desde ahora (TLS).
gloss-pop3-capa = ¿Qué sabes hacer?
gloss-pop3-stat = ¿Cuántos mensajes hay, y cuánto ocupan?
gloss-pop3-list = ¿Cuánto ocupa cada mensaje?
gloss-pop3-uidl = ¿Qué nombre fijo tiene cada mensaje?
gloss-pop3-retr = Dame el mensaje { $what }.
gloss-pop3-top = Dame solo el principio del mensaje { $what }.
gloss-pop3-dele = Ya tengo el { $what }: bórralo cuando me vaya.
gloss-pop3-noop = ¿Sigues ahí?
gloss-pop3-rset = No borres ninguno: cambié de idea.
gloss-pop3-quit = Eso es todo. Adiós.
gloss-pop3-command = Una orden que no es de POP3.

## Respuestas de POP3

gloss-pop3-greeting = Aquí se recoge el correo. ¿Quién eres?
gloss-pop3-ok = De acuerdo.
gloss-pop3-ok-user = Bien. ¿Y tu contraseña?
gloss-pop3-ok-pass = Eres tú: tu buzón está abierto.
gloss-pop3-ok-apop = Eres tú: tu buzón está abierto.
gloss-pop3-ok-capa = Sé hacer todo esto:
gloss-pop3-ok-stat = En tu buzón hay { $count ->
        [one] un mensaje
       *[other] { $count } mensajes
    }, de { $size } octetos en total.
gloss-pop3-ok-list = Esto ocupan:
gloss-pop3-ok-uidl = Estos son sus nombres fijos:
gloss-pop3-ok-retr = Aquí lo tienes:
gloss-pop3-ok-top = Aquí tienes el principio:
gloss-pop3-ok-dele = Anotado: lo borraré cuando te despidas.
gloss-pop3-ok-rset = De acuerdo: no borraré ninguno.
gloss-pop3-ok-noop = Sí, aquí sigo.
gloss-pop3-ok-stls = De acuerdo: empieza el secreto (TLS).
gloss-pop3-ok-quit = Adiós.
gloss-pop3-err = No puedo hacer eso.
gloss-pop3-err-auth = El usuario o la contraseña no son correctos.
gloss-pop3-err-in-use = Otro programa tiene abierto este buzón.
gloss-pop3-err-login-delay = Vienes demasiado seguido; espera un poco.
gloss-pop3-err-sys-temp = Algo falla aquí ahora; prueba más tarde.
gloss-pop3-err-sys-perm = Algo falla aquí, y alguien tiene que repararlo.
gloss-pop3-line-list = El mensaje { $what } ocupa { $size } octetos.
gloss-pop3-line-uidl = El mensaje { $what } se llama siempre { $size }.
gloss-pop3-line = Un renglón de la lista.
gloss-pop3-end = Fin de la lista.
gloss-pop3-content = El mensaje completo, tal como esperaba en el buzón.
gloss-pop3-capa-line = Sé hacer esto: { $what }
gloss-pop3-capa-user = Puedes entrar con usuario y contraseña.
gloss-pop3-capa-top = Puedes pedir solo el principio de un mensaje.
gloss-pop3-capa-uidl = Cada mensaje tiene un nombre que no cambia.
gloss-pop3-capa-pipelining = Puedes decirme varias órdenes de una vez.
gloss-pop3-capa-resp-codes = Cuando digo que no, explico por qué con una clave.
gloss-pop3-capa-auth-resp-code = Aviso con una clave si falla la contraseña.
gloss-pop3-capa-implementation = El programa que atiende es { $what }.
gloss-pop3-capa-sasl = Puedes identificarte de estos modos: { $what }
gloss-pop3-capa-stls = Podemos hablar en secreto (TLS).
gloss-pop3-capa-expire = Los mensajes se guardan aquí tanto tiempo: { $what }
gloss-pop3-capa-login-delay = Entre visita y visita hay que esperar { $what } s.
gloss-pop3-capa-utf8 = Acepto letras como ñ y é.

## DNS

gloss-dns-question = ¿Qué dice DNS de { $what } (registro { $type })?
gloss-dns-question-mx = ¿Qué máquina recibe el correo de { $what }?
gloss-dns-question-a = ¿En qué dirección IP está { $what }?
gloss-dns-question-aaaa = ¿En qué dirección IPv6 está { $what }?
gloss-dns-question-ns = ¿Quién responde por el dominio { $what }?
gloss-dns-question-ptr = ¿Qué nombre tiene la dirección { $what }?
gloss-dns-question-txt = ¿Qué notas tiene publicadas { $what }?
gloss-dns-walk = ¿Sabes qué dice DNS de { $what } (registro { $type })?
gloss-dns-walk-mx = ¿Sabes qué máquina recibe el correo de { $what }?
gloss-dns-walk-a = ¿Sabes en qué dirección IP está { $what }?
gloss-dns-answer = Esto dice DNS de { $what }:
gloss-dns-answer-mx = El correo de { $what } lo recibe { $answer }.
gloss-dns-answer-mx-many = Reciben su correo { $count } máquinas; primero, { $answer }.
gloss-dns-answer-mx-null = { $what } avisa que no recibe correo.
gloss-dns-answer-a = { $what } está en { $answer }.
gloss-dns-answer-aaaa = { $what } está en { $answer }.
gloss-dns-referral = Yo no lo sé; pregúntale a { $answer }.
gloss-dns-nodata = { $what } existe, pero no tiene registro { $type }.
gloss-dns-nxdomain = El nombre { $what } no existe.
gloss-dns-servfail = No pude averiguarlo; prueba más tarde.
gloss-dns-refused = Eso no me toca responderlo a mí.
gloss-dns-error = No entendí la pregunta.
