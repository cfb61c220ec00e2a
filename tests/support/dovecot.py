"""A Dovecot that takes LMTP and keeps mail in maildirs, of the machine's own programs."""

import getpass
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

PROGRAM = Path("/usr/sbin/dovecot")
LMTP = Path("/usr/lib/dovecot/lmtp")
PATIENCE = 10.0

CONFIGURATION = """\
base_dir = {folder}/run
state_dir = {folder}/run
log_path = {folder}/log
protocols = lmtp
ssl = no
default_internal_user = {internal}
default_internal_group = {group}
default_login_user = {internal}
first_valid_uid = 1
mail_location = maildir:~/mail
lmtp_save_to_detail_mailbox = no
service lmtp {{
  chroot =
  unix_listener {folder}/lmtp {{
    mode = 0666
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
passdb {{
  driver = static
  args = nopassword=y
}}
userdb {{
  driver = static
  args = uid={user} gid={user_group} home={folder}/homes/%u allow_all_users=yes
}}
"""


@dataclass(frozen=True)
class Store:
    """Where it listens, and what it has."""

    folder: Path

    @property
    def url(self) -> str:
        return f"lmtp://{self.folder}/lmtp"

    def letters(self) -> list[bytes]:
        """Every mail that lies in a mailbox, with CRLF, without what was added."""
        files = sorted(self.folder.glob("homes/*/mail/new/*"))
        return [_own(file.read_bytes()) for file in files]


def is_here() -> bool:
    return PROGRAM.exists() and LMTP.exists()


@contextmanager
def store() -> Iterator[Store]:
    """A store that lives as long as the block."""
    folder = Path(tempfile.mkdtemp(prefix="nashra-lmtp-", dir="/tmp"))
    folder.chmod(0o755)
    is_root = os.geteuid() == 0
    user = "nobody" if is_root else getpass.getuser()
    (folder / "homes").mkdir()
    if is_root:
        shutil.chown(folder / "homes", user)
    own_group = str(os.getgid())
    file = folder / "dovecot.conf"
    file.write_text(
        CONFIGURATION.format(
            folder=folder,
            internal="dovecot" if is_root else user,
            group="dovecot" if is_root else own_group,
            user=user,
            user_group="nogroup" if is_root else own_group,
        )
    )
    process = subprocess.Popen(  # noqa: S603  the machine's own program
        [PROGRAM, "-F", "-c", str(file)], stderr=subprocess.PIPE
    )
    try:
        _wait(folder, process)
        yield Store(folder)
    finally:
        process.terminate()
        process.communicate(timeout=PATIENCE)
        shutil.rmtree(folder, ignore_errors=True)


def _wait(folder: Path, process: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + PATIENCE
    while not (folder / "lmtp").exists():
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < until, (folder / "log").read_text()
        time.sleep(0.02)


def _own(data: bytes) -> bytes:
    """The mail as it was given: a store puts its own headers before it."""
    at = data.index(b"Message-ID:")
    return data[at:].replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
