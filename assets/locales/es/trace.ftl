### El relato de lo que pasa: la traza de la terminal y las filas del diálogo.

trace-legend = C: quien llama   S: quien atiende   ? pregunta a DNS   = respuesta de DNS   · lo que sucede   │ líneas del mensaje
trace-fates = Qué fue de cada correo:

## El mensaje

no-subject = (sin asunto)
content-summary = Mensaje «{ $subject }»: { $octets } octetos en { $lines ->
        [one] { $lines } línea
       *[other] { $lines } líneas
    }
content-more = … y { $lines ->
        [one] una línea más
       *[other] { $lines } líneas más
    }

## Conexiones

note-opening = llama a { $address }, puerto { $port }
note-opened = la conexión está abierta
note-refused = ahí nadie atiende ese puerto: conexión rechazada
note-timed-out = nadie responde, y se cansa de esperar
note-closing = cierra su lado de la conexión

## DNS

note-malformed-datagram = llega un mensaje de DNS que no se puede leer
note-cache-hit = ya sabe la respuesta a «{ $about }»; la recuerda { $seconds } s más
note-cache-negative = ya sabe que «{ $about }» no tiene respuesta; lo recuerda { $seconds } s más
note-cache-stored = guarda la respuesta a «{ $about }» durante { $seconds } s
note-lookup-merged = ya estaba preguntando «{ $about }»: una respuesta servirá para todos
note-name-server-silent = { $about } no contesta
note-name-server-lame = { $about } no sabe de lo que le tocaría saber
note-name-server-failed = { $about } dice que no puede responder
note-name-disbelieved = no cree lo que le cuentan de { $about }: no les toca decirlo
note-too-many-aliases = «{ $about }» lleva de un alias a otro sin llegar a ningún lado
note-lookup-gave-up = se cansa de preguntar «{ $about }»

## El correo

note-written = { $count ->
        [one] envía «{ $subject }» a { $to }
       *[other] envía «{ $subject }» a { $count } destinatarios; el primero es { $to }
    }
note-signed-in = sabe quién es: { $user }
note-custody = desde ahora responde del correo para { $to }
note-queued = lo pone en su cola, con el número { $id }
note-routed = el correo de { $domain } lo recibe { $exchanger } (preferencia { $preference })
note-routed-implicit = { $domain } no tiene MX: irá a la máquina de ese mismo nombre, { $exchanger }
note-storing = lo lleva al buzón de { $to }
note-delivered = en el buzón de { $to }: entregado
note-dequeued = { $id } sale de la cola: aquí ya no queda nada que hacer
note-fetched = ya tiene «{ $subject }» en su bandeja de entrada
note-not-sent = no se pudo enviar: { $reason }
note-held-temporary = por ahora no puede entregar a { $to }: { $reason }
note-held-permanent = no puede entregar a { $to }: { $reason }
note-not-fetched = no pudo recoger su correo: { $reason }
note-bounded = la simulación llegó a su límite y se detiene aquí

## El final de cada correo

fate-under-way = «{ $subject }» para { $to }: va de camino; ahora responde { $host }
fate-delivered = «{ $subject }» para { $to }: entregado en su buzón de { $host }
fate-not-sent = «{ $subject }» para { $to }: no salió de la computadora de quien lo escribió
fate-held = «{ $subject }» para { $to }: detenido en la cola de { $host }
fate-under-way-many = «{ $subject }»: va de camino a { $count } destinatarios
fate-delivered-many = «{ $subject }»: entregado en los buzones de { $count } destinatarios
fate-not-sent-many = «{ $subject }»: no salió hacia ninguno de sus { $count } destinatarios
fate-held-many = «{ $subject }»: detenido para { $count } destinatarios
