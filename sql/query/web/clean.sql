-- Sessions and one-time logins that are over go.
SELECT prov_view.web_clean()
