#!/usr/bin/env bash
# What the Serverless Framework writes into a template, before and after Sealform, against the embedded AWS: no account is needed.
# Needs Rust, node and npm; the framework is installed into target/.
set -euo pipefail
cd "$(dirname "$0")/.."

service=fixtures/services/seven-functions-v3
tests/interop/node/install
cargo build --quiet --locked -p sealform
sealform=target/debug/sealform
work=$(mktemp -d)
trap 'kill "${served:-}" 2>/dev/null || true; rm -rf "$work"' EXIT

aws=$work/aws.yml
cp fixtures/aws/seven-functions.yml "$aws"
export SECRETKEY=made-up-Secret-of-the-environment
printf %s "$SECRETKEY" | "$sealform" local put /seven-functions/dev/SECRETKEY --key alias/seven-functions-dev --local "$aws" >"$work/log"
"$sealform" local serve --local "$aws" >"$work/url" &
served=$!
until [ -s "$work/url" ]; do sleep 0.1; done
AWS_ENDPOINT_URL=$(head -n 1 "$work/url")
export AWS_ENDPOINT_URL

# The files of a service in a folder of its own, as they lie in fixtures/.
copy() { mkdir -p "$work/$1" && cp -RL fixtures/services/. "$work/$1/"; }
# Packages the service in folder $1 and says how often a clear text stands in what would be uploaded.
package() {
    (cd "$work/$1/seven-functions-v3" && "$OLDPWD/tests/interop/node/serverless" package "${@:2}") >"$work/log" 2>&1 || { cat "$work/log"; exit 1; }
    for file in cloudformation-template-update-stack serverless-state; do
        count=$( (grep -o 'made-up-[A-Za-z-]*' "$work/$1/seven-functions-v3/.serverless/$file.json" || true) | wc -l)
        printf '  %-44s %s secrets in clear\n' "$file.json" "$((count))"
    done
}

echo "As it is written: serverless package"
copy before
package before

echo "Converted: sealform convert --write --store-under '/seven-functions/\${sls:stage}', then serverless package"
copy converted
"$sealform" convert "$work/converted/seven-functions-v3/serverless.yml" --write \
    --store-under '/seven-functions/${sls:stage}' 2>"$work/log"
package converted

echo "Rendered: sealform render --to serverless, then serverless package --config"
copy rendered
"$sealform" render "$work/rendered/seven-functions-v3/serverless.yml" --to serverless --local "$aws" \
    --kms-key alias/seven-functions-dev -o "$work/rendered/seven-functions-v3/serverless.sealed.yml" 2>"$work/log"
package rendered --config serverless.sealed.yml
