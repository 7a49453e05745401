# SPDX-License-Identifier: MIT
"""Inside the machine: sends one mail to its Postfix and prints the last reply's code.

    send.py SENDER RECIPIENT SUBJECT [USER PASSWORD]     further header lines come on standard input
"""
import smtplib
import sys


def main() -> None:
    sender, recipient, subject, *login = sys.argv[1:]
    message = f"Subject: {subject}\n{sys.stdin.read()}\nx\n"
    with smtplib.SMTP("127.0.0.1", 25) as client:
        client.ehlo("mail.example.net")
        client.docmd("XCLIENT", "ADDR=192.0.2.10 NAME=mail.example.net")
        client.ehlo("mail.example.net")
        if login:
            client.login(*login)
        try:
            client.sendmail(sender, [recipient], message)
            print(250)
        except smtplib.SMTPRecipientsRefused as refused:
            print(refused.recipients[recipient][0])


main()
