"""P4.5 and P4.8 to P4.10, and what else Swift refuses where other stores say yes."""

from __future__ import annotations

from base64 import b64encode
from datetime import UTC, datetime, timedelta
from hashlib import md5
from ipaddress import IPv4Address
from pathlib import Path
from ssl import PROTOCOL_TLS_SERVER, SSLContext
from typing import TYPE_CHECKING

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from standin.s3 import Answers, Generation
from tests.standin.s3.conftest import BUCKET, Platform, Serve, refusal

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.type_defs import (
        CORSConfigurationTypeDef,
        LifecycleRuleTypeDef,
        TaggingTypeDef,
    )

RULE: LifecycleRuleTypeDef = {
    "ID": "30 days",
    "Status": "Enabled",
    "Filter": {"Prefix": "artifacts/"},
    "Expiration": {"Days": 30},
}


def buckets(s3: S3Client) -> list[str]:
    return [bucket["Name"] for bucket in s3.list_buckets()["Buckets"]]


def test_p4_5_putting_a_lifecycle_is_a_bad_request(s3: S3Client) -> None:
    assert refusal(
        lambda: s3.put_bucket_lifecycle_configuration(
            Bucket=BUCKET, LifecycleConfiguration={"Rules": [RULE]}
        )
    ) == (400, "MalformedXML")


def test_p4_5_getting_a_lifecycle_looks_like_success_without_rules(s3: S3Client) -> None:
    answer = s3.get_bucket_lifecycle_configuration(Bucket=BUCKET)
    assert answer["ResponseMetadata"]["HTTPStatusCode"] == 200
    assert "Rules" not in answer


def test_p4_5_deleting_the_lifecycle_deletes_an_empty_bucket(s3: S3Client) -> None:
    s3.delete_bucket_lifecycle(Bucket=BUCKET)
    assert buckets(s3) == []


def test_p4_5_a_bucket_with_objects_escapes(s3: S3Client) -> None:
    s3.put_object(Bucket=BUCKET, Key="k")
    assert refusal(lambda: s3.delete_bucket_lifecycle(Bucket=BUCKET)) == (409, "BucketNotEmpty")
    assert buckets(s3) == [BUCKET]


def test_p4_8_tagging_is_not_implemented_and_reads_as_empty(s3: S3Client) -> None:
    tags: TaggingTypeDef = {"TagSet": [{"Key": "lab", "Value": "one"}]}
    s3.put_object(Bucket=BUCKET, Key="k")
    assert refusal(lambda: s3.put_object_tagging(Bucket=BUCKET, Key="k", Tagging=tags))[0] == 501
    assert refusal(lambda: s3.put_bucket_tagging(Bucket=BUCKET, Tagging=tags))[0] == 501
    assert refusal(lambda: s3.put_object(Bucket=BUCKET, Key="k", Tagging="lab=one"))[0] == 501
    assert s3.get_object_tagging(Bucket=BUCKET, Key="k")["TagSet"] == []


def test_p4_8_bucket_policy_is_not_implemented(s3: S3Client) -> None:
    assert refusal(lambda: s3.put_bucket_policy(Bucket=BUCKET, Policy="{}"))[0] == 501
    assert refusal(lambda: s3.get_bucket_policy(Bucket=BUCKET)) == (501, "NotImplemented")


def test_p4_8_cors_is_not_implemented(s3: S3Client) -> None:
    rules: CORSConfigurationTypeDef = {
        "CORSRules": [{"AllowedMethods": ["GET"], "AllowedOrigins": ["*"]}]
    }
    assert refusal(lambda: s3.put_bucket_cors(Bucket=BUCKET, CORSConfiguration=rules))[0] == 501
    assert refusal(lambda: s3.get_bucket_cors(Bucket=BUCKET))[0] == 501


def test_p4_9_server_side_encryption_is_not_implemented(s3: S3Client) -> None:
    assert (
        refusal(lambda: s3.put_object(Bucket=BUCKET, Key="k", ServerSideEncryption="AES256"))[0]
        == 501
    )
    assert refusal(lambda: s3.head_object(Bucket=BUCKET, Key="k"))[0] == 404


def test_p4_10_there_is_one_storage_class(s3: S3Client) -> None:
    s3.put_object(Bucket=BUCKET, Key="k", StorageClass="STANDARD")
    assert refusal(lambda: s3.put_object(Bucket=BUCKET, Key="k", StorageClass="STANDARD_IA")) == (
        400,
        "InvalidStorageClass",
    )


@pytest.mark.parametrize(
    "metadata",
    [
        pytest.param({"k": "v" * 257}, id="value over 256 bytes"),
        pytest.param({f"k{n}": "v" for n in range(91)}, id="over 90 keys"),
        pytest.param({f"k{n}": "v" * 256 for n in range(17)}, id="over 4096 bytes in all"),
        pytest.param({"k" * 129: "v"}, id="name over 128 bytes"),
    ],
)
def test_metadata_has_limits(s3: S3Client, metadata: dict[str, str]) -> None:
    assert refusal(lambda: s3.put_object(Bucket=BUCKET, Key="k", Metadata=metadata)) == (
        400,
        "InvalidRequest",
    )


def test_metadata_within_the_limits_comes_back(s3: S3Client) -> None:
    metadata = {f"k{n}": "v" for n in range(80)} | {"with_underscore": "v"}
    s3.put_object(Bucket=BUCKET, Key="k", Metadata=metadata)
    assert s3.head_object(Bucket=BUCKET, Key="k")["Metadata"] == metadata


def test_a_body_that_is_not_its_md5_is_refused(s3: S3Client) -> None:
    other = b64encode(md5(b"other", usedforsecurity=False).digest()).decode()
    assert refusal(lambda: s3.put_object(Bucket=BUCKET, Key="k", Body=b"x", ContentMD5=other)) == (
        400,
        "BadDigest",
    )


def test_old_versions_want_the_md5_of_a_bulk_delete(s3: S3Client) -> None:
    assert refusal(
        lambda: s3.delete_objects(Bucket=BUCKET, Delete={"Objects": [{"Key": "k"}]})
    ) == (400, "InvalidRequest")


def test_newer_ones_take_a_checksum(serve: Serve) -> None:
    answers = Answers(generation=Generation.FROM_2_36, listing_share=0.0)
    s3 = serve(answers).client()
    s3.put_object(Bucket=BUCKET, Key="k")
    s3.delete_objects(Bucket=BUCKET, Delete={"Objects": [{"Key": "k"}]})
    assert refusal(lambda: s3.head_object(Bucket=BUCKET, Key="k"))[0] == 404


def test_a_bucket_that_exists_is_not_made_again(s3: S3Client) -> None:
    s3.create_bucket(Bucket="another")
    assert refusal(lambda: s3.create_bucket(Bucket="another")) == (409, "BucketAlreadyOwnedByYou")
    assert buckets(s3) == [BUCKET, "another"]


def test_what_is_not_there(s3: S3Client) -> None:
    assert refusal(lambda: s3.get_object(Bucket="nowhere", Key="k")) == (404, "NoSuchBucket")
    assert refusal(lambda: s3.get_object(Bucket=BUCKET, Key="k")) == (404, "NoSuchKey")
    assert refusal(lambda: s3.list_objects_v2(Bucket="nowhere")) == (404, "NoSuchBucket")


class Certificate:
    """A self-signed one for 127.0.0.1, in `folder`."""

    def __init__(self, folder: Path) -> None:
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "standin")])
        now = datetime.now(UTC)  # noqa: TID251 -- TLS lives on wall time
        address = x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))])
        certificate = (
            x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
            .not_valid_before(now - timedelta(hours=1))
            .not_valid_after(now + timedelta(hours=1))
            .add_extension(address, critical=False)
            .sign(key, hashes.SHA256())
        )
        self.path, self.key = folder / "tls.pem", folder / "tls.key"
        self.path.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
        plain = serialization.NoEncryption()
        pem, pkcs8 = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
        self.key.write_bytes(key.private_bytes(pem, pkcs8, plain))

    def context(self) -> SSLContext:
        context = SSLContext(PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.path, self.key)
        return context


@pytest.fixture
def over_tls(serve: Serve, tmp_path: Path) -> tuple[Platform, str]:
    certificate = Certificate(tmp_path)
    return serve(tls=certificate.context()), str(certificate.path)


def test_boto3s_default_checksums_are_refused_over_tls(over_tls: tuple[Platform, str]) -> None:
    """They send aws-chunked bodies there, and only there."""
    platform, ca = over_tls
    s3 = platform.client(ca=ca, checksums="when_supported")
    assert refusal(lambda: s3.put_object(Bucket=BUCKET, Key="k", Body=b"x")) == (
        501,
        "NotImplemented",
    )


def test_checksums_only_when_required_work_over_tls(over_tls: tuple[Platform, str]) -> None:
    platform, ca = over_tls
    s3 = platform.client(ca=ca)
    s3.put_object(Bucket=BUCKET, Key="k", Body=b"x")
    assert s3.get_object(Bucket=BUCKET, Key="k")["Body"].read() == b"x"


def test_a_chunked_body_is_taken_where_the_switch_is_off(serve: Serve, tmp_path: Path) -> None:
    certificate = Certificate(tmp_path)
    platform = serve(Answers(refuses_chunked=False), tls=certificate.context())
    path = str(certificate.path)
    s3 = platform.client(ca=path, checksums="when_supported")
    s3.put_object(Bucket=BUCKET, Key="k", Body=b"x")
    assert s3.get_object(Bucket=BUCKET, Key="k")["Body"].read() == b"x"
