//! The emulator's roles: what one pattern allows is what trying finds, and any list of roles is taken.
#![no_main]

use libfuzzer_sys::arbitrary::{self, Arbitrary};
use libfuzzer_sys::fuzz_target;
use std::cell::RefCell;
use webpubsub_core::operations::{GrantPermission, HasPermission, Operation, RevokePermission};
use webpubsub_core::{ClientAccess, Permission};
use webpubsub_fuzz::{Service, WebSocket};

#[derive(Debug, Arbitrary)]
struct Input<'a> {
    pattern: &'a str,
    groups: Vec<&'a str>,
    roles: Vec<&'a str>,
}

thread_local! {
    static SERVICE: RefCell<Service> = RefCell::new(Service::start());
}

/// The most characters of a name, and the most of them that are `*` and `?`.
const MAX_NAME: usize = 1024;
const MAX_WILDCARDS: usize = 5;

/// A token of a pattern: a character, or one of `?`, `*` and `**`.
#[derive(Clone, Copy)]
enum Token {
    Char(char),
    One,
    Run,
    Everything,
}

/// The tokens of a pattern that means something.
fn tokens(pattern: &str) -> Option<Vec<Token>> {
    let (mut tokens, mut wildcards, mut chars) = (Vec::new(), 0, pattern.chars());
    while let Some(char) = chars.next() {
        wildcards += usize::from(['*', '?'].contains(&char));
        match (char, tokens.last()) {
            ('\\', _) => tokens.push(Token::Char(chars.next().filter(|char| ['*', '?', '\\'].contains(char))?)),
            ('*', Some(Token::Run | Token::Everything)) => {
                tokens.pop();
                tokens.push(Token::Everything);
            }
            ('*', _) => tokens.push(Token::Run),
            ('?', _) => tokens.push(Token::One),
            _ => tokens.push(Token::Char(char)),
        }
    }
    let is_name = !pattern.trim().is_empty() && pattern.chars().count() <= MAX_NAME;
    (is_name && wildcards <= MAX_WILDCARDS).then_some(tokens)
}

/// By trying: at each wildcard every way, of which there are few, as names are short here.
fn fits(tokens: &[Token], name: &[char]) -> bool {
    let Some((token, after)) = tokens.split_first() else { return name.is_empty() };
    let rest = |allowed: fn(char, char) -> bool, literal| {
        name.split_first().filter(|(char, _)| allowed(**char, literal)).map(|(_, rest)| rest)
    };
    match token {
        Token::Char(literal) => rest(|char, literal| char == literal, *literal).is_some_and(|rest| fits(after, rest)),
        Token::One => rest(|char, dot| char != dot, '.').is_some_and(|rest| fits(after, rest)),
        Token::Run => fits(after, name) || rest(|char, dot| char != dot, '.').is_some_and(|rest| fits(tokens, rest)),
        Token::Everything => fits(after, name) || name.split_first().is_some_and(|(_, rest)| fits(tokens, rest)),
    }
}

/// The status for an operation, if the library does not reject it.
fn status<O: Operation>(service: &mut Service, operation: &O) -> Option<u16> {
    let request = service.prepare(operation)?;
    Some(service.call(&request).status)
}

fuzz_target!(|input: Input| {
    let Input { pattern, groups, roles } = input;
    SERVICE.with_borrow_mut(|service| {
        // One pattern, and another permission that it does not give.
        let role = format!("webpubsub.sendToGroups.{pattern}").parse().expect("a role");
        let mut socket = WebSocket::connect_as(service, &ClientAccess::new().role(role));
        let id = socket.connection_id();
        let tokens = tokens(pattern);
        for group in groups.iter().filter(|group| group.chars().count() <= 24).take(3) {
            let chars: Vec<char> = group.chars().collect();
            let expected = tokens.as_ref().is_some_and(|tokens| fits(tokens, &chars));
            let has = HasPermission::new(Permission::SendToGroup, &*id).target_name(*group);
            let Some(found) = status(service, &has) else { continue };
            assert_eq!(found, if expected { 200 } else { 404 }, "{pattern:?} for {group:?}");
            let join = HasPermission::new(Permission::JoinLeaveGroup, &*id).target_name(*group);
            assert_eq!(status(service, &join), Some(404));
        }
        if roles.is_empty() {
            return;
        }
        // Any roles, and over them what is granted and revoked later.
        let roles = roles.into_iter().filter_map(|role| role.parse().ok());
        let mut socket = WebSocket::connect_as(service, &roles.fold(ClientAccess::new(), ClientAccess::role));
        let id = socket.connection_id();
        for group in groups.into_iter().take(3) {
            let permission = Permission::JoinLeaveGroup;
            let has = HasPermission::new(permission, &*id).target_name(group);
            let grant = GrantPermission::new(permission, &*id).target_name(group);
            let Some(granted) = status(service, &grant) else { continue };
            assert_eq!((granted, status(service, &has)), (200, Some(200)), "{group:?}");
            let revoke = RevokePermission::new(permission, &*id).target_name(group);
            assert_eq!((status(service, &revoke), status(service, &has)), (Some(204), Some(404)), "{group:?}");
        }
    });
});
