// SPDX-License-Identifier: MIT
// Carrier of the precompiled header of builds that are not for development.
