//! Which credentials of the chain are tried: `AZURE_TOKEN_CREDENTIALS`, as Azure's libraries read it.

use crate::link::{Created, Link, created};
use crate::{environment, managed_identity};
use azure_identity::{AzureCliCredential, AzureDeveloperCliCredential};
use webpubsub_core::BuildError;

pub(crate) const VARIABLE: &str = "AZURE_TOKEN_CREDENTIALS";

/// A credential of the chain.
struct Kind {
    /// As errors call it.
    name: &'static str,
    /// As Azure's libraries call it.
    type_name: &'static str,
    for_production: bool,
    create: fn() -> Created,
}

/// In the order in which they are tried.
const ALL: [Kind; 5] = [
    Kind {
        name: "environment",
        type_name: "EnvironmentCredential",
        for_production: true,
        create: environment::credential,
    },
    Kind {
        name: "workload identity",
        type_name: "WorkloadIdentityCredential",
        for_production: true,
        create: environment::workload_identity,
    },
    Kind {
        name: "managed identity",
        type_name: "ManagedIdentityCredential",
        for_production: true,
        create: managed_identity::probed_credential,
    },
    Kind {
        name: "Azure CLI",
        type_name: "AzureCliCredential",
        for_production: false,
        create: || created(AzureCliCredential::new(None)),
    },
    Kind {
        name: "Azure Developer CLI",
        type_name: "AzureDeveloperCliCredential",
        for_production: false,
        create: || created(AzureDeveloperCliCredential::new(None)),
    },
];

/// The value of the variable without whitespace around it, if there is one.
pub(crate) fn selected() -> Option<String> {
    let value = environment::variable(VARIABLE)?;
    Some(value.trim().to_owned()).filter(|value| !value.is_empty())
}

/// The links that a value of the variable selects: `dev`, `prod`, a type's name in any case, or all.
pub(crate) fn links(value: Option<&str>) -> Result<Vec<Link>, BuildError> {
    let link = |kind: &Kind| Link::new(kind.name.to_owned(), (kind.create)());
    let Some(value) = value else { return Ok(ALL.iter().map(link).collect()) };
    if let Some(kind) = ALL.iter().find(|kind| kind.type_name.eq_ignore_ascii_case(value)) {
        // Whoever names it knows that there is one.
        let named = kind.type_name == "ManagedIdentityCredential";
        let create = if named { managed_identity::credential } else { kind.create };
        return Ok(vec![Link::new(kind.name.to_owned(), create())]);
    }
    let for_production = match () {
        () if value.eq_ignore_ascii_case("prod") => true,
        () if value.eq_ignore_ascii_case("dev") => false,
        () => {
            let names = ALL.map(|kind| kind.type_name).join(", ");
            return Err(BuildError::new(VARIABLE, format!("must be dev, prod or one of {names}")));
        }
    };
    Ok(ALL.iter().filter(|kind| kind.for_production == for_production).map(link).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_those_of_azures_libraries() {
        let all = ["environment", "workload identity", "managed identity", "Azure CLI", "Azure Developer CLI"];
        for (value, expected) in [
            (None, &all[..]),
            (Some("prod"), &all[..3]),
            (Some("Dev"), &all[3..]),
            (Some("EnvironmentCredential"), &all[..1]),
            (Some("workloadidentitycredential"), &all[1..2]),
            (Some("ManagedIdentityCredential"), &all[2..3]),
            (Some("AZURECLICREDENTIAL"), &all[3..4]),
            (Some("AzureDeveloperCliCredential"), &all[4..]),
        ] {
            let links = links(value).expect("links");
            assert_eq!(links.iter().map(Link::name).collect::<Vec<_>>(), expected, "{value:?}");
        }
        for value in ["production", "az", "dev,prod", "'dev'", "\u{feff}dev", "VisualStudioCredential"] {
            let error = links(Some(value)).expect_err(value);
            assert_eq!(error.field(), VARIABLE);
            assert!(error.rule().starts_with("must be dev, prod or one of EnvironmentCredential, "), "{error}");
        }
    }
}
