//! Machines with and without Azure's metadata service, for real: each in a network of its own, where a test can have the
//! service's address, or no address at all. The test runs itself again there.

use std::io::{Read, Write};
use std::process::Command;
use std::time::Duration;
use webpubsub_azure_identity::DefaultChain;
use webpubsub_core::TokenSource;
use webpubsub_core::entra::{SCOPE, TokenRequest};

const INSIDE: &str = "WEBPUBSUB_TEST_INSIDE";
const ADDRESS: &str = "ip link set lo up && ip addr add 169.254.169.254/32 dev lo";

/// The network, what responds at the service's address, whether there is `az`, and the token or the error.
struct Machine {
    name: &'static str,
    network: &'static str,
    /// Statuses, one for each connection, 0 for none ever. All bodies have a token.
    responds: &'static [u16],
    az: bool,
    variables: &'static [(&'static str, &'static str)],
    expected: &'static str,
}

/// Without a route, and with Azure CLI.
const DESK: Machine = Machine {
    name: "no route",
    network: "true",
    responds: &[],
    az: true,
    // For a user-assigned identity; alone it describes no application.
    variables: &[("AZURE_CLIENT_ID", "the-id\n")],
    expected: "from-the-cli",
};

const MACHINES: [Machine; 11] = [
    DESK,
    Machine { name: "no response", network: ADDRESS, responds: &[0], ..DESK },
    Machine { name: "nobody listens", network: ADDRESS, ..DESK },
    Machine { name: "of another cloud", network: ADDRESS, responds: &[404], ..DESK },
    // None of them is the endpoint of a platform.
    Machine {
        name: "an endpoint without its header",
        variables: &[("IDENTITY_ENDPOINT", "http://127.0.0.1:9")],
        ..DESK
    },
    Machine { name: "an empty endpoint", variables: &[("IDENTITY_ENDPOINT", ""), ("MSI_ENDPOINT", "")], ..DESK },
    // Azure Arc, which azure_identity does not support.
    Machine {
        name: "an unsupported platform",
        variables: &[("IDENTITY_ENDPOINT", "http://127.0.0.1:9"), ("IMDS_ENDPOINT", "http://127.0.0.1:9")],
        ..DESK
    },
    Machine { name: "Azure's", network: ADDRESS, responds: &[400, 200], expected: "from-the-machine", ..DESK },
    Machine {
        name: "nothing at all",
        az: false,
        expected: "no credential of the chain returned a token: \
            environment: AZURE_TENANT_ID is not set; \
            workload identity: AZURE_TENANT_ID and AZURE_FEDERATED_TOKEN_FILE are not set; \
            managed identity: 169.254.169.254 cannot be reached: ",
        ..DESK
    },
    Machine {
        name: "a careless copy without a secret",
        az: false,
        variables: &[("AZURE_TENANT_ID", "tenant"), ("AZURE_CLIENT_ID", "\"the-id\"")],
        expected: "no credential of the chain returned a token: \
            environment: client id: must be letters, digits, '-' and '.', at least one; \
            workload identity: AZURE_FEDERATED_TOKEN_FILE is not set; \
            managed identity: client id: must not begin or end with whitespace",
        ..DESK
    },
    Machine {
        name: "careless copies",
        az: false,
        variables: &[
            ("AZURE_TENANT_ID", "tenant"),
            ("AZURE_CLIENT_ID", "the-id "),
            ("AZURE_CLIENT_SECRET", "hush "),
            ("AZURE_FEDERATED_TOKEN_FILE", "/dev/null"),
        ],
        expected: "no credential of the chain returned a token: \
            environment: client secret: must not begin or end with whitespace, quotes or control characters; \
            workload identity: client id: must be letters, digits, '-' and '.', at least one; \
            managed identity: client id: must not begin or end with whitespace",
        ..DESK
    },
];

#[test]
fn the_chain_finds_out_soon() {
    if let Ok(name) = std::env::var(INSIDE) {
        let machine = MACHINES.into_iter().find(|machine| machine.name == name);
        return inside(&machine.expect("a machine"));
    }
    if !Command::new("unshare").args(["--map-root-user", "--net", "true"]).status().is_ok_and(|status| status.success())
    {
        let needs =
            "needs Linux with `unshare` and the right to make network namespaces (as root, or by user namespaces)";
        assert!(std::env::var_os("CI").is_none(), "this test {needs}");
        eprintln!("not run: it {needs}");
        return;
    }
    let folder = std::env::temp_dir().join(format!("webpubsub-machine-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder");
    stand_in(&folder.join("az"));
    for machine in &MACHINES {
        let mut path = std::env::var("PATH").unwrap_or_default();
        if machine.az {
            path = format!("{}:{path}", folder.display());
        }
        let script = format!("{} && exec \"$0\" metadata_service::the_chain_finds_out_soon --exact", machine.network);
        let mut command = Command::new("unshare");
        command
            .args(["--map-root-user", "--net", "sh", "-c", &script])
            .arg(std::env::current_exe().expect("this program"));
        for (name, _) in std::env::vars_os() {
            let text = name.to_string_lossy().to_lowercase();
            if ["azure_", "identity_", "imds_", "msi_"].iter().any(|prefix| text.starts_with(prefix))
                || text.ends_with("_proxy")
            {
                command.env_remove(name);
            }
        }
        command.envs(machine.variables.iter().copied()).env("PATH", path).env(INSIDE, machine.name);
        let ran = command.output().expect("started");
        let output = [ran.stdout, ran.stderr].map(|text| String::from_utf8_lossy(&text).into_owned()).concat();
        assert!(ran.status.success(), "{}: {output}", machine.name);
    }
    std::fs::remove_dir_all(&folder).expect("removed");
}

fn stand_in(path: &std::path::Path) {
    use std::os::unix::fs::PermissionsExt as _;
    let token = r#"{"accessToken":"from-the-cli","expires_on":1900000000,"tokenType":"Bearer"}"#;
    std::fs::write(path, format!("#!/bin/sh\nprintf '%s' '{token}'\n")).expect("written");
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755)).expect("executable");
}

fn inside(machine: &Machine) {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().expect("a runtime");
    let service = (!machine.responds.is_empty()).then(|| serve(machine.responds));
    let chain = DefaultChain::new().expect("a chain");
    let token = runtime.block_on(async {
        tokio::time::timeout(Duration::from_secs(9), chain.token(TokenRequest::new(SCOPE))).await.expect("in time")
    });
    match token {
        Ok(token) => assert_eq!(token.token.expose(), machine.expected),
        Err(error) => assert!(error.to_string().starts_with(machine.expected), "{error}"),
    }
    if let Some(service) = service {
        let requests = service.join().expect("served");
        let requests: Vec<_> = requests.iter().map(|head| head.to_lowercase()).collect();
        assert!(!requests[0].contains("\r\nmetadata: true"), "a probe does not ask for a token: {requests:?}");
        assert!(requests[1..].iter().all(|head| head.contains("\r\nmetadata: true")), "{requests:?}");
        assert!(requests[1..].iter().all(|head| head.contains("client_id=the-id ")), "{requests:?}");
    }
}

/// Responds to one request on each connection; returns their heads.
fn serve(statuses: &'static [u16]) -> std::thread::JoinHandle<Vec<String>> {
    let listener = std::net::TcpListener::bind("169.254.169.254:80").expect("the service's address");
    std::thread::spawn(move || {
        let one = |status: &u16| {
            let (mut stream, _) = listener.accept().expect("a connection");
            let mut head = Vec::new();
            while !head.ends_with(b"\r\n\r\n") {
                let mut byte = [0];
                stream.read_exact(&mut byte).expect("a head");
                head.push(byte[0]);
            }
            if *status == 0 {
                // Until the client closes the connection.
                let _ = stream.read(&mut [0]);
                return String::from_utf8_lossy(&head).into_owned();
            }
            let body =
                r#"{"access_token":"from-the-machine","expires_on":"1900000000","resource":"r","token_type":"Bearer"}"#;
            let length = body.len();
            let response =
                format!("HTTP/1.1 {status} S\r\nconnection: close\r\ncontent-length: {length}\r\n\r\n{body}");
            stream.write_all(response.as_bytes()).expect("written");
            String::from_utf8_lossy(&head).into_owned()
        };
        statuses.iter().map(one).collect()
    })
}
