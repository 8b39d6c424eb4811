app-name = Posta
