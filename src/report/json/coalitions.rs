//! Agreements and what coalitions object to them, as JSON.

use serde_json::{Value, json};

use crate::verdict::{Complaint, Standing};

use super::solutions::mixture;

/// Whether an agreement stands; `worths` says how coalitions were valued, null where nothing is
/// divided.
pub fn standing(standing: &Standing) -> Value {
    json!({
        "kind": "standing",
        "worths": standing.rule.map(|rule| rule.key()),
        "package": standing.package,
        "gains": mixture(&standing.gains),
        "member": standing.objection.is_none(),
        "objection": standing.objection.as_ref().map(complaint),
    })
}

fn complaint(complaint: &Complaint) -> Value {
    match complaint {
        Complaint::Total { total, most } => json!({ "total": total, "most": most }),
        Complaint::Alone { player, gets, alone } => json!({ "player": player, "gets": gets, "alone": alone }),
        Complaint::Justified { objector, target, members, promised, nearest, short } => json!({
            "objector": objector,
            "target": target,
            "coalition": members,
            "promised": mixture(promised),
            "nearest_counter": { "coalition": nearest, "short": short },
        }),
        Complaint::Better { package } => json!({ "better": package }),
        Complaint::AlonePackage { player, package } => json!({ "player": player, "package": package }),
        Complaint::Package { objector, target, members, package } => {
            json!({ "objector": objector, "target": target, "coalition": members, "package": package })
        }
    }
}
