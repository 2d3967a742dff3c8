//! The list of cases, and the macros that use it.

/// Makes one test of each case, under the attribute of your runtime.
///
/// `server` is the address of a fault server (any `AsRef<str>`), `transport` creates the transport; both are evaluated in
/// each test and may await. The order is fixed.
///
/// ```
/// # use bytes::Bytes;
/// # use http::{Request, Response};
/// # use webpubsub_core::transport::{Attempt, HttpTransport, TransportError, UnixTime};
/// # #[derive(Debug)] struct MyTransport;
/// # impl HttpTransport for MyTransport {
/// #     async fn send(&self, _: Request<Bytes>, _: Attempt) -> Result<Response<Bytes>, TransportError> { unreachable!() }
/// #     async fn sleep(&self, _: std::time::Duration) {}
/// #     fn now(&self) -> UnixTime { UnixTime::from_secs(0) }
/// #     fn random(&self) -> [u8; 16] { [0; 16] }
/// # }
/// # fn server() -> &'static str { "http://127.0.0.1:1" }
/// use webpubsub_conformance::{Backend, conformance};
///
/// conformance! {
///     #[allow(dead_code)] // in your crate: #[tokio::test], #[wasm_bindgen_test], …
///     backend: Backend::new("mine"),
///     server: server(),
///     transport: MyTransport,
/// }
/// ```
#[macro_export]
macro_rules! conformance {
    ($(#[$test:meta])+ backend: $backend:expr, server: $server:expr, transport: $transport:expr $(,)?) => {
        $crate::__with_cases! { [$crate::__tests] { [$(#[$test])+] [$backend] [$server] [$transport] } }
    };
}

/// Passes the names of all cases to another macro.
#[doc(hidden)]
#[macro_export]
macro_rules! __with_cases {
    ([$($callback:tt)+] $arguments:tt) => {
        $($callback)+! { $arguments [
            methods
            path_and_query
            quote_in_a_query
            host
            request_headers
            empty_bodies
            bodies
            statuses
            response_headers
            redirects
            head_announces_a_body
            informational_responses
            slow_response
            response_until_close
            response_of_max_size
            announced_response_over_max_size
            unannounced_response_over_max_size
            endless_response
            connection_refused
            unknown_host
            tls_fails
            reset_after_the_request
            close_after_the_request
            reset_on_a_used_connection
            reset_inside_the_request
            response_before_the_request_ends
            response_is_truncated
            response_is_garbage
            stream_refused
            closed_while_idle
            dropping_cancels
            timeout_is_kept
            unpolled_sends_nothing
            connections_are_reused
            failures_do_not_stay
            concurrent_calls_do_not_mix
            errors_have_kind_and_source
            errors_show_no_secret
            transport_shows_no_secret
            sleep_is_not_short
            long_sleep_is_not_short
            clock
            random
        ] }
    };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __tests {
    ($arguments:tt [$($name:ident)+]) => { $($crate::__test! { $arguments $name })+ };
}

#[doc(hidden)]
#[macro_export]
macro_rules! __test {
    ({ [$($attributes:tt)+] [$backend:expr] [$server:expr] [$transport:expr] } $name:ident) => {
        $($attributes)+
        async fn $name() {
            let backend: $crate::Backend = $backend;
            let server = $server;
            let transport = $transport;
            let fixture = $crate::Fixture::new(&transport, &backend, ::core::convert::AsRef::<str>::as_ref(&server), stringify!($name));
            let verdict = if fixture.applies() { $crate::cases::$name(&fixture).await } else { Ok($crate::Passed::DoesNotApply) };
            fixture.finish(verdict).await;
        }
    };
}
