### El escenario: terrenos, lugares y rótulos.

ground-names = DNS, la guía
ground-family = { $count } dominios
ground-family-names = de { $first } a { $last }
role-mailbox = buzón
role-mailboxes = buzones
role-resolver = resolutor
role-web = sitio web
role-client = cliente
role-root = raíz
role-exchanger = MX { $preference }
role-server = envío y relevo
place-mailboxes = { $count } buzones
place-name-servers = { $count } servidores
label-referral = otro lo sabe
