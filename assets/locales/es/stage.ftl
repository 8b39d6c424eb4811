### El escenario: terrenos, lugares y rótulos.

ground-names = DNS, la guía de Internet
ground-family = { $count } dominios
ground-family-names = de { $first } a { $last }
role-mailbox = buzón
role-mailboxes = buzones
role-resolver = pregunta por todos
role-web = sitio web
role-client = programa de correo
role-root = raíz
role-exchanger = correo (MX { $preference })
role-server = servidor de correo
place-mailboxes = { $count } buzones
place-name-servers = { $count } servidores
label-referral = otro lo sabe
