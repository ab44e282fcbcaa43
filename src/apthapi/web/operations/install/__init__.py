"""The files of a service in production: units of systemd, the proxy in front, the user and its folders."""
