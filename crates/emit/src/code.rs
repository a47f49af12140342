//! Where a function's code comes from: an artifact, a folder, or an image; with the handler and the runtime.

use sealform_diagnostic::{Diagnostic, registry};
use sealform_secret::Public;
use sealform_secret::seal::SealedService;

use crate::look;
use crate::node::{At, Entries, Node};
use crate::service::{Function, Service};
use crate::template::TemplateOptions;

/// The runtime that osls 4.3 takes where none is given (`getRuntime` in `lib/plugins/aws/provider.js`, read 2026-11-23). Serverless 3.40 takes
/// `nodejs16.x`, in which Lambda makes and updates no function any more (AWS Lambda Developer Guide, "Lambda runtimes").
const DEFAULT_RUNTIME: &str = "nodejs24.x";

/// Puts the properties `Code`, `Handler` and `Runtime`, or those of an image.
pub(crate) fn put(
    properties: &mut Entries,
    function: &Function<'_>,
    service: &Service<'_>,
    options: &TemplateOptions,
    diagnostics: &mut Vec<Diagnostic>,
) {
    let at = At(function.span);
    match (function.truthy("handler"), function.truthy("image")) {
        (Some(handler), None) => {
            properties.put("Code", package(function, service, options, at));
            properties.put("RuntimeManagementConfig", runtime_management(function, service, at));
            properties.put("Handler", handler.clone());
            properties.put("Runtime", service.either(function, "runtime").cloned().unwrap_or_else(|| at.text(DEFAULT_RUNTIME)));
        }
        (None, Some(image)) => {
            properties.put("Code", image_uri(image, service, diagnostics).map(|uri| at.map([("ImageUri", uri)])));
            properties.put("ImageConfig", image_config(image, at));
            properties.put("PackageType", at.text("Image"));
        }
        (handler, _) => {
            let what = if handler.is_some() { "both a handler and an image" } else { "neither a handler nor an image" };
            diagnostics.push(
                Diagnostic::error(&registry::WRONG_SHAPE, format!("the function `{}` has {what}", function.key)).at(function.span, ""),
            );
        }
    }
}

/// A path on this machine, which `aws cloudformation package` uploads and replaces, or an object of S3 that is there already.
fn package(function: &Function<'_>, service: &Service<'_>, options: &TemplateOptions, at: At) -> Node {
    let here = &options.service_folder;
    match artifact(function, service) {
        Some(artifact) => match look::public(artifact) {
            Some(path) if s3_object(path.as_str().unwrap_or_default()).is_some() => at.map([
                ("S3Bucket", at.leaf(path.derive(|uri| s3_object(uri).unwrap_or_default().0.to_owned()))),
                ("S3Key", at.leaf(path.derive(|uri| s3_object(uri).unwrap_or_default().1.to_owned()))),
            ]),
            // An absolute path stays what it is when it is joined.
            Some(path) if !here.as_os_str().is_empty() => at.leaf(Public::path(&here.join(path.to_text()))),
            _ => artifact.clone(),
        },
        None => match &options.code {
            Some(code) => at.leaf(Public::path(code)),
            None if here.as_os_str().is_empty() => at.text("."),
            None => at.leaf(Public::path(here)),
        },
    }
}

/// `package.artifact` of the function, else of the service.
fn artifact<'n>(function: &Function<'n>, service: &Service<'n>) -> Option<&'n Node> {
    let artifact = |tree| look::given_at(tree, &["package", "artifact"]).filter(|artifact| look::is_truthy(artifact));
    artifact(function.tree).or_else(|| artifact(&service.sealed.tree))
}

/// Whether a function's code is what `--code` names, or the service's folder: it is no image and names no artifact.
#[must_use]
pub fn needs_code(sealed: &SealedService) -> bool {
    let service = Service::read(sealed, &mut Vec::new());
    service.functions.iter().any(|function| function.truthy("image").is_none() && artifact(function, &service).is_none())
}

/// Bucket and key of `s3://bucket/key`.
fn s3_object(uri: &str) -> Option<(&str, &str)> {
    uri.strip_prefix("s3://")?.split_once('/')
}

fn runtime_management(function: &Function<'_>, service: &Service<'_>, at: At) -> Option<Node> {
    // The function's settings over the provider's; a text stands for the mode.
    let sources = [function.truthy("runtimeManagement"), service.provider_truthy("runtimeManagement")];
    let setting = |key| {
        sources.into_iter().flatten().find_map(|source| match look::text(source) {
            Some(_) if key == "mode" => Some(source),
            Some(_) => None,
            None => look::given(source, key),
        })
    };
    let mut config = Entries::new(at);
    match setting("mode").and_then(look::text)? {
        "onFunctionUpdate" => config.put("UpdateRuntimeOn", at.text("FunctionUpdate")),
        "manual" => {
            config.put("UpdateRuntimeOn", at.text("Manual"));
            config.put("RuntimeVersionArn", setting("arn").cloned());
        }
        _ => return None,
    }
    Some(config.build())
}

/// The image's URI: written here, or under its name in `provider.ecr.images`.
fn image_uri(image: &Node, service: &Service<'_>, diagnostics: &mut Vec<Diagnostic>) -> Option<Node> {
    let name = match look::text(image) {
        Some(text) if text.contains(".dkr.ecr.") => return Some(image.clone()),
        Some(_) => image,
        None => match look::given(image, "uri") {
            Some(uri) => return Some(uri.clone()),
            None => look::given(image, "name")?,
        },
    };
    let built = look::text(name).and_then(|name| service.provider_at(&["ecr", "images", name]));
    let uri = built
        .and_then(|built| look::given(built, "uri").or_else(|| look::text(built).filter(|text| text.contains(".dkr.ecr.")).map(|_| built)));
    if uri.is_none() {
        diagnostics.push(
            Diagnostic::error(&registry::NOT_EMITTED, "Sealform builds no container image")
                .at(name.span, "this image is to be built")
                .help("Build and push the image, and give its URI: `image: {uri: ACCOUNT.dkr.ecr.REGION.amazonaws.com/NAME@sha256:...}`."),
        );
    }
    uri.cloned()
}

fn image_config(image: &Node, at: At) -> Option<Node> {
    let mut config = Entries::new(at);
    for (property, setting) in [("Command", "command"), ("EntryPoint", "entryPoint"), ("WorkingDirectory", "workingDirectory")] {
        config.put(property, look::truthy(image, setting).cloned());
    }
    (!config.is_empty()).then(|| config.build())
}
