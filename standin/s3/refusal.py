"""An S3 error as Swift's s3api words it: status, code, message, and the XML around them."""

from __future__ import annotations

from xml.sax.saxutils import escape


class RefusalError(Exception):
    """The request ends here. `detail` becomes further elements, e.g. {"Region": "us-east-1"}."""

    def __init__(self, status: int, code: str, message: str, **detail: str) -> None:
        super().__init__(message)
        self.status = status
        self.code = code
        self.message = message
        self.detail = detail
        self.headers: dict[str, str] = {}

    def retry_after(self, seconds: object) -> RefusalError:
        """The same refusal, which also says when to come back; unchanged for None."""
        if seconds is not None:
            self.headers["retry-after"] = str(seconds)
        return self

    def xml(self) -> bytes:
        fields = {"Code": self.code, "Message": self.message, **self.detail}
        inner = "".join(f"<{name}>{escape(text)}</{name}>" for name, text in fields.items())
        return f'<?xml version="1.0" encoding="UTF-8"?>\n<Error>{inner}</Error>'.encode()


def not_implemented(message: str = "Not implemented.") -> RefusalError:
    return RefusalError(501, "NotImplemented", message)


def invalid_argument(name: str, value: str, message: str) -> RefusalError:
    detail = {"ArgumentName": name, "ArgumentValue": value}
    return RefusalError(400, "InvalidArgument", message, **detail)


def access_denied(message: str = "Access Denied.") -> RefusalError:
    return RefusalError(403, "AccessDenied", message)


def does_not_match() -> RefusalError:
    message = (
        "The request signature we calculated does not match the signature you provided. "
        "Check your key and signing method."
    )
    return RefusalError(403, "SignatureDoesNotMatch", message)


def precondition_failed() -> RefusalError:
    message = "At least one of the preconditions you specified did not hold"
    return RefusalError(412, "PreconditionFailed", message)


def no_such_key(key: str) -> RefusalError:
    return RefusalError(404, "NoSuchKey", "The specified key does not exist.", Key=key)


def no_such_upload(upload: str) -> RefusalError:
    message = "The specified multipart upload does not exist."
    return RefusalError(404, "NoSuchUpload", message, UploadId=upload)


def no_such_bucket(bucket: str) -> RefusalError:
    message = "The specified bucket does not exist."
    return RefusalError(404, "NoSuchBucket", message, BucketName=bucket)


def malformed_xml() -> RefusalError:
    message = (
        "The XML you provided was not well-formed or did not validate against our published schema"
    )
    return RefusalError(400, "MalformedXML", message)
