# SPDX-License-Identifier: MIT
"""`postmap -q -` with the same keys against mysql:/sqlite: and against tabled: byte-identical output."""
import random
import sqlite3

import pytest

from harness import need
from tabled_helpers import Client, postmap, start_tabled, wrapped, write_files

ODD_KEYS = ["", " ", "a b@example.test", '"a b"@example.test', "o'brien@example.test", "back\\slash@example.test",
            "100%@example.test", "%s", "%u@%d", "a@b@example.test", "@example.test", "user@", "@", "ünïcödé@example.test",
            "';DROP TABLE t;--@example.test", "x' OR '1'='1", 'x" OR "1"="1', "\\' OR 1=1 -- ", "?", ":name", "@p", "$1",
            "NULL", "UPPER@EXAMPLE.TEST", "u@a..b", "u@.a.b", "u@a.b.", "user@sub.example.test", "é" * 200,
            "a\tb@example.test", "dot.@example.test", "/*x*/", "--", "#", "0", "00", "1e3", "🦉@example.test"]

TEMPLATES = {
    "plain": ("SELECT v FROM t WHERE k = '%s'", {}),
    "both": ("SELECT v FROM t WHERE k = '%u@%d'", {}),
    "user": ("SELECT v FROM t WHERE k LIKE '%u%%'", {}),
    "domain": ("SELECT v FROM t WHERE k = '%d'", {}),
    "label": ("SELECT v FROM t WHERE k = 'x%1.%2'", {}),
    "format": ("SELECT v FROM t WHERE k = '%s'", {"result_format": "<%u|%s|%U>"}),
    "values": ("SELECT v FROM t WHERE k = '%s'", {"result_format": "%d:%1"}),
    "echo": ("SELECT '%s'", {}),
    "echo_text": ("SELECT concat_('%s')", {}),
    "prefix": ("SELECT v FROM t WHERE k = concat_('%u') OR k = 'it''s %u'", {}),
    "filter": ("SELECT v FROM t WHERE k = '%s'", {"domain": "example.test, Other.Test"}),
    "limit": ("SELECT v FROM t WHERE k LIKE '%u%%' LIMIT 2", {"expansion_limit": "2"}),
    "number": ("SELECT n FROM t WHERE k = '%s'", {}),
    "number_key": ("SELECT v FROM t WHERE n = '%s'", {}),
}


# Of MariaDB alone, where "…" is a string, too: escaped, not bound.
DOUBLE_QUOTED = {
    "dquote": ('SELECT v FROM t WHERE k = "%s"', {}),
    "dquote_parts": ('SELECT v FROM t WHERE k = concat("%u", "@", "%d")', {}),
    "dquote_echo": ('SELECT "%s"', {}),
    "both_quotes": ("SELECT v FROM t WHERE k = \"%s\" AND k <> 'it''s %u'", {}),
}


def rows() -> list[tuple]:
    keys = [key.lower() for key in ODD_KEYS if key.strip() and "\t" not in key]
    return [(key, f"value of {index}" if index % 3 else f"user{index}@host.test", index) for index, key in
            enumerate(dict.fromkeys(keys + [f"user{n}@example.test" for n in range(200)] + ["example.test"]))]


def write_templates(folder, head: str, concat: str, templates: dict | None = None):
    for name, (query, extra) in (templates or TEMPLATES).items():
        settings = "".join(f"{key} = {value}\n" for key, value in extra.items())
        write_files(folder, head + settings, {name: query.replace("concat_", concat)})
    return folder


def keys() -> list[str]:
    chosen = random.Random(6)
    # As a plain socketmap: the key comes as it is, and we fold ASCII alone; capital letters outside of it are left out
    # here, see test_letters_of_all_scripts.
    parts = ["a", "User1", "o'brien", "%", "\\", '"', "@", ".", "example", "Test", "ü", " ", "+ext", "host", "x'y"]
    made = ["".join(chosen.choice(parts) for _ in range(chosen.randint(1, 7))) for _ in range(2000)]
    # postmap drops white space at the ends of its input lines, and treats an empty line as a key.
    return [key for key in ODD_KEYS + made + [f"user{n}@example.test" for n in range(300)] if key.strip() == key and key]


def compare(direct: str, ours: str, asked: list[str]) -> None:
    expected, got = postmap(direct, asked), postmap(ours, asked)
    if expected[1] != got[1] or expected[0] != got[0]:
        for key in asked:  # find the first one that differs, for the message
            one, other = postmap(direct, key), postmap(ours, key)
            assert (one[0], one[1]) == (other[0], other[1]), f"{ours}: key {key!r}: {one} and {other}"
    assert got[1] == expected[1]


def insert_mysql(database) -> None:
    database.sql("CREATE DATABASE d CHARACTER SET utf8mb4 COLLATE utf8mb4_bin")
    database.sql("CREATE TABLE t (k varchar(500) PRIMARY KEY, v text, n integer)", "d")
    quote = lambda text: "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"  # noqa: E731
    database.sql("SET NAMES utf8mb4; INSERT INTO t VALUES " + ",".join(f"({quote(k)},{quote(v)},{n})" for k, v, n in rows()), "d")


def test_sqlite_templates(sandbox):
    need("postmap")
    path = sandbox / "t.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE t (k PRIMARY KEY, v, n INTEGER)")
        connection.executemany("INSERT INTO t VALUES (?, ?, ?)", rows())
    files = write_templates(sandbox.folder("cf.d"), f"dbpath = {path}\n", "lower")
    start_tabled(sandbox, sandbox / "s", tables_dir=files)
    for name in TEMPLATES:
        compare(f"sqlite:{files}/{name}.cf", f"socketmap:unix:{sandbox.path}/s:{name}", keys())


def test_mysql_templates(sandbox):
    need("postmap", "mariadbd")
    database = sandbox.mariadb()
    insert_mysql(database)
    files = write_templates(sandbox.folder("cf.d"), f"user = root\ndbname = d\nhosts = unix:{database.socket}\n", "concat")
    start_tabled(sandbox, sandbox / "s", tables_dir=files)
    for name in TEMPLATES:
        compare(f"mysql:{files}/{name}.cf", f"socketmap:unix:{sandbox.path}/s:{name}", keys())
    write_templates(files, f"user = root\ndbname = d\nhosts = unix:{database.socket}\n", "concat", DOUBLE_QUOTED)
    start_tabled(sandbox, sandbox / "s3", tables_dir=files, label="quotes")
    for name in DOUBLE_QUOTED:
        compare(f"mysql:{files}/{name}.cf", f"socketmap:unix:{sandbox.path}/s3:{name}", keys())
    # sql_mode decides what a backslash is: escaping follows it, and so does binding.
    database.sql("SET GLOBAL sql_mode = 'NO_BACKSLASH_ESCAPES'")
    start_tabled(sandbox, sandbox / "s2", tables_dir=files, label="again")
    compare(f"mysql:{files}/plain.cf", f"socketmap:unix:{sandbox.path}/s2:plain", keys())
    compare(f"mysql:{files}/echo.cf", f"socketmap:unix:{sandbox.path}/s2:echo", keys())


def test_letters_of_all_scripts(sandbox):
    """Postfix folds the whole key (also ß to ss) for mysql:, and behind an inline: member for us, too."""
    need("postmap", "mariadbd")
    database = sandbox.mariadb()
    insert_mysql(database)
    files = write_templates(sandbox.folder("cf.d"), f"user = root\ndbname = d\nhosts = unix:{database.socket}\n", "concat")
    start_tabled(sandbox, sandbox / "s", tables_dir=files)
    config = sandbox.folder("postfix")
    (config / "main.cf").write_text(f"compatibility_level = 3.6\nqueue_directory = {config}\ndata_directory = {config}\n")
    (config / "master.cf").write_text("")
    asked = ["ÜNÏCÖDÉ@EXAMPLE.TEST", "Straße@Straße.test", "ΣΊΣΥΦΟΣ@İ.test", "Ж@ДОМЕН.test", "ﬁ@x.test", "User1@example.test"]
    expected = postmap(f"mysql:{files}/echo.cf", asked, config)
    assert "strasse@strasse.test" in expected[1].decode()
    assert postmap(wrapped(sandbox / "s", "echo"), asked, config)[:2] == expected[:2]


def test_no_key_breaks_out_of_its_quotes(sandbox):
    """Whatever the key, a table that gives the key back gives exactly that key, and the data stays as it was."""
    need("mariadbd")
    database = sandbox.mariadb()
    insert_mysql(database)
    path = sandbox / "t.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE t (k PRIMARY KEY, v, n INTEGER)")
        connection.executemany("INSERT INTO t VALUES (?, ?, ?)", rows())
    files = sandbox.folder("cf.d")
    mysql = f"user = root\ndbname = d\nhosts = unix:{database.socket}\n"
    ways = {"bound": "'%s'", "dquote": '"%s"', "glued": "concat('', '%s')", "text": "'%s' -- ?", "comment": "/* ? */ '%s'"}
    write_files(files, mysql, {f"my_{name}": f"SELECT {form}" for name, form in ways.items()})
    write_files(files, f"dbpath = {path}\n", {"lite_bound": "SELECT '%s'", "lite_text": "SELECT '%s' -- ?",
                                              "lite_glued": "SELECT '' || '%s'"})
    start_tabled(sandbox, sandbox / "s", "tables_positive_ttl = 0\ntables_negative_ttl = 0\n", files)
    client = Client(sandbox / "s")
    chosen = random.Random(66)
    of_sql = "'\"`\\;-#/*%_?:@$(),. =<>|&~^[]{}!0a\n\t"
    asked = [key for key in ODD_KEYS if key] + [
        "".join(chosen.choice(of_sql) for _ in range(chosen.randint(1, 12))) for _ in range(300)]
    for name in (file.stem for file in files.iterdir()):
        for key in asked:
            folded = "".join(c.lower() if c.isascii() else c for c in key)
            assert client.ask(name, key) == f"OK {folded}", (name, key)
    assert database.sql("SELECT count(*) FROM t", "d").strip() == str(len(rows()))
    with sqlite3.connect(path) as connection:
        assert connection.execute("SELECT count(*) FROM t").fetchone()[0] == len(rows())


def test_domains_out_of_tables(sandbox):
    """`domain = type:table` of sqlite_table(5), negated entries and several kinds included."""
    need("postmap")
    path = sandbox / "t.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE t (k PRIMARY KEY, v, n INTEGER)")
        connection.executemany("INSERT INTO t VALUES (?, ?, ?)", rows())
    listed = sandbox.write("domains", "example.test yes\nOther.Test yes\n")
    pattern = sandbox.write("patterns", "/^sub\\./ yes\n")
    files = sandbox.folder("cf.d")
    lists = {"text": f"texthash:{listed}", "regex": f"regexp:{pattern}", "not": f"!texthash:{listed} regexp:{pattern}",
             "both": f"regexp:{pattern}, a..b texthash:{listed}", "all": "static:all"}
    for name, domains in lists.items():
        write_files(files, f"dbpath = {path}\ndomain = {domains}\n", {name: "SELECT v FROM t WHERE k = '%s'"})
    start_tabled(sandbox, sandbox / "s", tables_dir=files)
    for name in lists:
        compare(f"sqlite:{files}/{name}.cf", f"socketmap:unix:{sandbox.path}/s:{name}", keys())
    assert postmap(f"socketmap:unix:{sandbox.path}/s:text", "user1@example.test")[0] == 0
    assert postmap(f"socketmap:unix:{sandbox.path}/s:regex", "user1@example.test")[0] == 1


@pytest.mark.parametrize("engine", ["sqlite", "mysql"])
def test_fifty_thousand_keys(sandbox, engine):
    need("postmap", *(["mariadbd"] if engine == "mysql" else []))
    values = ",".join(f"('user{n}@example.test','box{n}/')" for n in range(0, 50_000, 2))
    schema = f"CREATE TABLE t (k varchar(100) PRIMARY KEY, v text); INSERT INTO t VALUES {values};"
    if engine == "mysql":
        database = sandbox.mariadb()
        database.sql("CREATE DATABASE d")
        database.sql(schema, "d")
        head = f"user = root\ndbname = d\nhosts = unix:{database.socket}\n"
    else:
        head = f"dbpath = {sandbox.path}/t.db\n"
        with sqlite3.connect(sandbox / "t.db") as connection:
            connection.executescript(schema)
    files = write_files(sandbox / "cf.d", head, {"x": TEMPLATES["plain"][0]})
    start_tabled(sandbox, sandbox / "s", tables_dir=files)
    asked = [f"User{n}@example.test" for n in range(50_000)]
    expected = postmap(f"{engine}:{files}/x.cf", asked, check=True)[1]
    assert expected.count(b"\n") == 25_000
    for _ in range(2):  # the second time out of the cache
        assert postmap(f"socketmap:unix:{sandbox.path}/s:x", asked, check=True)[1] == expected
