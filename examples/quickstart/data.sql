-- SPDX-License-Identifier: MIT
-- Three users; bob's mailbox holds one mebibyte and the demonstration fills it. Passwords: NAME-secret.
INSERT INTO domain (id, name) VALUES (1, 'example.test');
INSERT INTO transport (domain_id) VALUES (1);
INSERT INTO virtual_user (domain_id, comment, address, pass, home, maildir, quota) VALUES
  (1, 'Ann', 'ann@example.test', '$6$Yd8kQm2x$xqAAcH83NDtPn4cDRxkkKDFsCZtdveSx7LufJg2USi76Glkb0jBSrJ7k6mD84CfgCfETJKxQ3EiisCfsdGW4e1', '@DIR@/vmail', 'example.test/ann', 100),
  (1, 'Bob', 'bob@example.test', '$6$pT5vNc9r$jRYHb1RZyBI/IVLunonNh7pMlFI8WyrFerDQ79ErKvNfxy3P.nznDfjzYFVXb3vK7kcXWUlZTRU9cEtDN4/JI1', '@DIR@/vmail', 'example.test/bob', 1),
  (1, 'Carol', 'carol@example.test', '$6$hW3sLz7f$ad/oUPCOgKQxFRr.OSPRlfb52NlgcA0LYC.z1pK7PunWxZOEzFlWHAcNS6jjMzPZRL99JKCj5mY3sFPpXxIzX/', '@DIR@/vmail', 'example.test/carol', 0);
INSERT INTO virtual_alias_map (domain_id, recipient, destination) VALUES
  (1, 'info@example.test', 'ann@example.test,carol@example.test');
