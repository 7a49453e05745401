// SPDX-License-Identifier: MIT
// Carrier of the precompiled header that all test programs reuse. A program, as only programs get -fPIE.
int main() {}
