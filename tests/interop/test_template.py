"""The emitted template before the tools that will read it next: cfn-lint and `aws cloudformation package`."""

import json
import pathlib
import subprocess
import sys

import pytest
import yaml

from conftest import KEY, LOCAL, SERVICE, environment, sealform

TOOLS = pathlib.Path(sys.executable).parent


@pytest.fixture(scope="module", params=["yaml", "json"])
def rendered(request, tmp_path_factory):
    """The fixture's template in a file, in both formats."""
    file = tmp_path_factory.mktemp("template") / f"template.{request.param}"
    done = sealform("render", SERVICE, "--local", LOCAL, "--kms-key", KEY, "--format", request.param, "-o", file)
    assert done.returncode == 0, done.stderr
    assert done.stdout == ""
    return file


def test_cfn_lint_finds_no_error(rendered):
    done = subprocess.run([TOOLS / "cfn-lint", "--non-zero-exit-code", "error", rendered], capture_output=True, text=True, timeout=300, env=environment())
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_aws_cli_packages_it(rendered, tmp_path):
    """`package` reads the template and finds the code. The upload is made to a bucket of moto, in process, so that no request leaves the machine."""
    script = tmp_path / "package.py"
    script.write_text(
        "import sys\n"
        "from moto import mock_aws\n"
        "import boto3\n"
        "from awscli.clidriver import main\n"
        "with mock_aws():\n"
        "    boto3.client('s3', region_name='us-west-2').create_bucket(Bucket='artifacts', CreateBucketConfiguration={'LocationConstraint': 'us-west-2'})\n"
        "    sys.argv = ['aws'] + sys.argv[1:]\n"
        "    sys.exit(main())\n"
    )
    packaged = tmp_path / "packaged.yml"
    done = subprocess.run(
        [sys.executable, script, "cloudformation", "package", "--template-file", rendered, "--s3-bucket", "artifacts", "--output-template-file", packaged],
        capture_output=True,
        text=True,
        timeout=300,
        env=environment(),
    )
    assert done.returncode == 0, done.stdout + done.stderr
    resources = yaml.safe_load(packaged.read_text())["Resources"]
    functions = [resource["Properties"] for resource in resources.values() if resource["Type"] == "AWS::Lambda::Function"]
    assert len(functions) == 7
    assert all(function["Code"]["S3Bucket"] == "artifacts" for function in functions)


def test_yaml_and_json_say_the_same(tmp_path):
    """Ciphertexts that we make ourselves differ at each render; the rest is the same for a YAML 1.1 reader and for JSON."""
    texts = [sealform("render", SERVICE, "--local", LOCAL, "--kms-key", KEY, "--format", name).stdout for name in ("yaml", "json")]
    one, other = yaml.safe_load(texts[0]), json.loads(texts[1])
    for template in (one, other):
        del template["Resources"]["PlainEnvironmentLambdaFunction"]["Properties"]["Environment"]["Variables"]["ENCRYPTED_SECRETKEY"]
    assert one == other
