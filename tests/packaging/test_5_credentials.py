# SPDX-License-Identifier: MIT
"""A database password that only systemd may read: `password = credential:NAME` with LoadCredential=."""
import pytest
from scenario import ask, configuration

MARIADB = ("useradd -r mysql; mkdir -p /var/lib/mysql /run/mysqld; chown mysql /var/lib/mysql /run/mysqld; "
           "mariadb-install-db --user=mysql --skip-test-db >/dev/null && "
           "systemd-run -q --unit=mariadb -p User=mysql mariadbd --skip-networking --socket=/run/mysqld/mysqld.sock "
           "--skip-log-bin --innodb-buffer-pool-size=16M && timeout 30 sh -c 'until mariadb -e exit 2>/dev/null; do sleep 0.2; done'")
DATABASE = """\
CREATE DATABASE mail; USE mail;
CREATE TABLE domain (name varchar(128)); INSERT INTO domain VALUES ('example.org');
CREATE TABLE users (address varchar(128), pass varchar(128));
INSERT INTO users VALUES ('ann@example.org', '{PLAIN}ann-secret');
CREATE USER mail IDENTIFIED BY 'p4ss w0rd'; GRANT SELECT ON mail.* TO mail;
"""
TABLE = """\
hosts = unix:/run/mysqld/mysqld.sock
user = mail
password = credential:dbpass
dbname = mail
query = SELECT name FROM domain WHERE name = '%s'
"""
DRIVER = """\
driver = mysql
connect = host=/run/mysqld/mysqld.sock dbname=mail user=mail password=credential:dbpass
password_query = SELECT pass AS password FROM users WHERE address = '%u'
user_query = SELECT address AS user FROM users WHERE address = '%u'
"""
UNITS = ("dovetail-tabled", "dovetail-authd")


@pytest.fixture(scope="module")
def with_database(booted):
    booted.run(MARIADB)
    booted.run("mariadb", stdin=DATABASE)
    booted.write("/etc/dovetail/db.pass", "p4ss w0rd\n", 0o400)
    booted.write("/etc/dovetail/tables.d/virtual_domains.cf", TABLE, 0o644)
    booted.write("/etc/dovetail/driver.conf.ext", DRIVER, 0o644)
    text = configuration().replace("/etc/postfix/cf.d", "/etc/dovetail/tables.d")
    booted.write("/etc/dovetail/dovetail.conf", text.replace("dovecot-sql.conf.ext", "driver.conf.ext"))
    for unit in UNITS:
        booted.write(f"/etc/systemd/system/{unit}.service.d/password.conf",
                     "[Service]\nLoadCredential=dbpass:/etc/dovetail/db.pass\n")
    booted.run(f"systemctl daemon-reload; systemctl restart {' '.join(f'{unit}.service' for unit in UNITS)}")
    yield booted
    booted.write("/etc/dovetail/dovetail.conf", configuration())
    booted.run("rm -r /etc/dovetail/db.pass /etc/dovetail/tables.d /etc/dovetail/driver.conf.ext "
               "/etc/systemd/system/dovetail-*.service.d; systemctl daemon-reload; systemctl stop mariadb; "
               f"systemctl restart {' '.join(f'{unit}.service' for unit in UNITS)}")


@pytest.mark.parametrize("kind", ["tables", "auth"])
def test_the_password_comes_from_the_credential(with_database, kind):
    counts = ask(with_database, kind)
    assert counts["ok"] > 0 and counts["wrong"] == 0, counts


@pytest.mark.parametrize("unit", UNITS)
def test_nobody_else_reads_it(with_database, unit):
    user = {"dovetail-tabled": "_dovetail-tables", "dovetail-authd": "_dovetail-auth"}[unit]
    for path in ("/etc/dovetail/db.pass", f"/run/credentials/{unit}.service/dbpass"):
        assert with_database.status(f"setpriv --reuid=vmail --regid=vmail --clear-groups cat {path}") != 0
    assert with_database.status(f"setpriv --reuid={user} --regid={user} --clear-groups cat /etc/dovetail/db.pass") != 0
    environment = with_database.run(f"tr '\\0' '\\n' </proc/{with_database.main_pid(unit)}/environ")
    assert "p4ss w0rd" not in environment + with_database.journal(unit)


@pytest.mark.parametrize("unit", UNITS)
def test_a_reload_reads_the_credential_again(with_database, unit):
    before = with_database.main_pid(unit)
    assert with_database.status(f"systemctl reload {unit}.service") == 0, with_database.journal(unit)[-2000:]
    assert with_database.main_pid(unit) == before
    kind = "tables" if unit == "dovetail-tabled" else "auth"
    counts = ask(with_database, kind)
    assert counts["ok"] > 0 and counts["wrong"] == 0, counts
