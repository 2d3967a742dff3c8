//! The hosts that are reached without a proxy.

use std::net::IpAddr;

/// A list as in `NO_PROXY`, separated by commas or whitespace. Upper and lower case are the same.
///
/// | entry | matches |
/// | --- | --- |
/// | `example.com`, `.example.com` | the host and all its subdomains |
/// | `*.example.com` | all its subdomains |
/// | `10.1.2.3`, `::1`, `[::1]` | the address |
/// | `10.0.0.0/8`, `fd00::/8` | the addresses of a network |
/// | `10.*` | addresses that begin so |
/// | `*` | every host |
/// | any of them with a port: `example.com:8080`, `[::1]:8080`, `10.0.0.0/8:8080` | on this port only |
///
/// Names are not resolved: an address does not match the names that lead to it. What is none of these matches nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NoProxy(Vec<Entry>);

#[derive(Clone, Debug, PartialEq, Eq)]
struct Entry {
    hosts: Hosts,
    port: Option<u16>,
}

#[derive(Clone, Debug, PartialEq, Eq)]
enum Hosts {
    Domain(String),
    /// With at least one `*`.
    Pattern(String),
    Network(IpAddr, u8),
}

impl NoProxy {
    /// Reads a list.
    pub fn new(list: &str) -> Self {
        let entries = list.split(|c: char| c == ',' || c.is_whitespace()).filter(|entry| !entry.is_empty());
        Self(entries.filter_map(Entry::parse).collect())
    }

    /// Whether the host, a name or an address with or without square brackets, is reached without a proxy.
    pub fn matches(&self, host: &str, port: u16) -> bool {
        let host = normal(host);
        let address = address(&host);
        self.0.iter().any(|entry| {
            entry.port.is_none_or(|expected| expected == port)
                && match (&entry.hosts, address) {
                    (Hosts::Network(network, bits), Some(address)) => contains(*network, *bits, address),
                    (Hosts::Network(..), None) | (Hosts::Domain(_), Some(_)) => false,
                    (Hosts::Domain(domain), None) => is_within(&host, domain),
                    (Hosts::Pattern(pattern), _) => {
                        (address.is_some() || !is_numeric(pattern)) && fits(pattern.as_bytes(), host.as_bytes())
                    }
                }
        })
    }
}

impl Entry {
    fn parse(entry: &str) -> Option<Self> {
        let (host, port) = match entry.rsplit_once(':') {
            // Without square brackets, an IPv6 address has no port.
            Some((host, port)) if address(entry).is_none() && !port.contains('/') && !entry.ends_with(']') => {
                (host, Some(port.parse().ok()?))
            }
            _ => (entry, None),
        };
        Some(Self { hosts: Hosts::parse(&normal(host))?, port })
    }
}

impl Hosts {
    fn parse(host: &str) -> Option<Self> {
        if host.contains('*') {
            return Some(Self::Pattern(host.to_owned()));
        }
        if let Some((network, bits)) = host.split_once('/') {
            let (network, bits) = (address(network)?, bits.parse().ok()?);
            return (bits <= width(network)).then_some(Self::Network(network, bits));
        }
        if let Some(address) = address(host) {
            return Some(Self::Network(address, width(address)));
        }
        let domain = host.trim_start_matches('.');
        (!domain.is_empty()).then(|| Self::Domain(domain.to_owned()))
    }
}

/// Lowercase, and without the dot at the end that makes a name absolute. A `*` has no such dot: `*.` is not every host.
fn normal(host: &str) -> String {
    host.strip_suffix('.').filter(|name| !name.ends_with('*')).unwrap_or(host).to_ascii_lowercase()
}

/// An IPv4 address that is written as IPv6 is the IPv4 address.
fn address(host: &str) -> Option<IpAddr> {
    let bare = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
    bare.parse().ok().map(|address: IpAddr| address.to_canonical())
}

fn width(address: IpAddr) -> u8 {
    if address.is_ipv4() { 32 } else { 128 }
}

fn contains(network: IpAddr, bits: u8, address: IpAddr) -> bool {
    let number = |address| match address {
        IpAddr::V4(address) => u128::from(address.to_bits()),
        IpAddr::V6(address) => address.to_bits(),
    };
    let differing = number(network) ^ number(address);
    let hosts = u32::from(width(network).saturating_sub(bits));
    width(network) == width(address) && differing.checked_shr(hosts).unwrap_or(0) == 0
}

fn is_within(host: &str, domain: &str) -> bool {
    host.strip_suffix(domain).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

/// Whether the pattern is meant for addresses: a name such as `10.example.com` does not fit `10.*`.
fn is_numeric(pattern: &str) -> bool {
    pattern != "*" && pattern.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'.' | b'*'))
}

/// `*` stands for any text. Each step back is to the last `*` only, so the work is bounded by the product of the lengths.
fn fits(pattern: &[u8], text: &[u8]) -> bool {
    let (mut p, mut t) = (0, 0);
    let mut star = None;
    while t < text.len() {
        if pattern.get(p) == Some(&b'*') {
            star = Some((p, t));
            p += 1;
        } else if pattern.get(p) == Some(&text[t]) {
            (p, t) = (p + 1, t + 1);
        } else if let Some((at, from)) = star {
            (p, t) = (at + 1, from + 1);
            star = Some((at, from + 1));
        } else {
            return false;
        }
    }
    pattern[p..].iter().all(|byte| *byte == b'*')
}

#[cfg(test)]
mod tests;
