# SPDX-License-Identifier: MIT
"""A database password that only systemd may read: `password = credential:NAME` with LoadCredential=."""
import pytest
import readme
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
CREATE DATABASE greylist; GRANT ALL ON greylist.* TO mail;
"""
TABLE = "query = SELECT name FROM domain WHERE name = '%s'\n"  # the connection: tables_connect, as the guide has it
GREYLIST = """\
greylist_database = host=/run/mysqld/mysqld.sock dbname=greylist user=mail
greylist_database_password = credential:mail-db
"""
DRIVER = """\
driver = mysql
connect = host=/run/mysqld/mysqld.sock dbname=mail user=mail password=credential:mail-db
password_query = SELECT pass AS password FROM users WHERE address = '%u'
user_query = SELECT address AS user FROM users WHERE address = '%u'
"""
UNITS = ("dovetail-tabled", "dovetail-authd", "dovetail-policyd")


@pytest.fixture(scope="module")
def with_database(booted):
    booted.run(MARIADB)
    booted.run("mariadb", stdin=DATABASE)
    booted.write("/etc/dovetail/mail-db.password", "p4ss w0rd\n", 0o400)
    booted.write("/etc/dovetail/tables.d/virtual_domains.cf", TABLE, 0o644)
    booted.write("/etc/dovetail/driver.conf.ext", DRIVER, 0o644)
    text = configuration().replace("/etc/postfix/cf.d", "/etc/dovetail/tables.d")
    connect = readme.block("examples/migrate/from-mysql-maps.md", "3. Take down what is not needed any more", 1)
    booted.write("/etc/dovetail/dovetail.conf",
                 text.replace("dovecot-sql.conf.ext", "driver.conf.ext") + connect + GREYLIST)
    for unit in UNITS:
        booted.write(f"/etc/systemd/system/{unit}.service.d/password.conf",
                     "[Service]\nLoadCredential=mail-db:/etc/dovetail/mail-db.password\n")
    booted.run(f"systemctl daemon-reload; systemctl restart {' '.join(f'{unit}.service' for unit in UNITS)}")
    yield booted
    booted.write("/etc/dovetail/dovetail.conf", configuration())
    booted.run("rm -r /etc/dovetail/mail-db.password /etc/dovetail/tables.d /etc/dovetail/driver.conf.ext "
               "/etc/systemd/system/dovetail-*.service.d; systemctl daemon-reload; systemctl stop mariadb; rm -r /var/lib/mysql; "
               f"systemctl restart {' '.join(f'{unit}.service' for unit in UNITS)}")


@pytest.mark.parametrize("kind", ["tables", "auth", "policy"])
def test_the_password_comes_from_the_credential(with_database, kind):
    counts = ask(with_database, kind)
    assert counts["ok"] > 0 and counts["wrong"] == 0, counts


def test_greylisting_remembers_in_mariadb(with_database):
    assert int(with_database.run("mariadb -N greylist -e 'SHOW TABLES' | wc -l")) > 0
    assert with_database.journal("dovetail-policyd").count("greylist store:") == 0


@pytest.mark.parametrize("unit", UNITS)
def test_nobody_else_reads_it(with_database, unit):
    user = with_database.run(f"systemctl show -P User {unit}.service").strip()
    for path in ("/etc/dovetail/mail-db.password", f"/run/credentials/{unit}.service/mail-db"):
        assert with_database.status(f"setpriv --reuid=vmail --regid=vmail --clear-groups cat {path}") != 0
    assert with_database.status(f"setpriv --reuid={user} --regid={user} --clear-groups cat /etc/dovetail/mail-db.password") != 0
    environment = with_database.run(f"tr '\\0' '\\n' </proc/{with_database.main_pid(unit)}/environ")
    assert "p4ss w0rd" not in environment + with_database.journal(unit)


@pytest.mark.parametrize("unit", UNITS)
def test_a_reload_reads_the_credential_again(with_database, unit):
    before = with_database.main_pid(unit)
    assert with_database.status(f"systemctl reload {unit}.service") == 0, with_database.journal(unit)[-2000:]
    assert with_database.main_pid(unit) == before
    kind = {"dovetail-tabled": "tables", "dovetail-authd": "auth", "dovetail-policyd": "policy"}[unit]
    counts = ask(with_database, kind)
    assert counts["ok"] > 0 and counts["wrong"] == 0, counts
