//! The blocking transport and client, over sockets and over the mock.

mod conformance;
