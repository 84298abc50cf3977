#!/bin/sh
# Makes a throw-away certification authority with a certificate for a relay and for each agent, to develop and to try
# the product. Nothing of it belongs on a machine that others use: the authority's key lies beside what it signs.
#
#   development-ca.sh [-t TRUST-DOMAIN] [-r RELAY] DIR [AGENT…]
set -eu
LC_ALL=C
export LC_ALL
# Every file is its owner's alone from the moment it exists; certificates are opened to others below.
umask 077

usage() {
    cat <<'END'
Usage: development-ca.sh [-t TRUST-DOMAIN] [-r RELAY] DIR [AGENT...]

Makes DIR, which must not exist, with a development authority, a relay's certificate and one for each agent.
  -t TRUST-DOMAIN  the trust domain of all identities; bridge.example by default
  -r RELAY         the relay's name; main by default
  AGENT...         the agents' names; acme-hq by default
END
}

die() {
    printf 'development-ca.sh: %s\n' "$1" >&2
    exit "${2:-1}"
}

# Runs a command whose chatter is shown only when it fails.
quietly() {
    "$@" 2>"$ca/log" || {
        cat "$ca/log" >&2
        die "this failed: $*"
    }
}

# check_name WHAT NAME: names become parts of an identity and of a file's name.
check_name() {
    case $2 in
        '' | .* | *[!A-Za-z0-9._-]*) die "\"$2\" cannot be $1: use A-Z a-z 0-9 . _ - and no leading dot" 64 ;;
    esac
    [ "${#2}" -le 64 ] || die "$1 has more than 64 characters" 64
}

# issue ROLE NAME [MORE-SAN]: makes ROLE-NAME.key and ROLE-NAME.pem.
issue() {
    leaf=$dir/$1-$2
    BRIDGE_SAN=URI:spiffe://$BRIDGE_TRUST_DOMAIN/$1/$2${3:+,$3}
    quietly openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$leaf.key"
    quietly openssl req -new -config "$profile" -key "$leaf.key" -subj "/CN=$2" -out "$ca/request.pem"
    quietly openssl ca -batch -notext -config "$profile" -in "$ca/request.pem" -out "$leaf.pem"
    chmod 644 "$leaf.pem"
}

# verify ROLE NAME: as the peers will, in both directions.
verify() {
    for purpose in sslclient sslserver; do
        quietly openssl verify -x509_strict -purpose "$purpose" -CAfile "$dir/ca.pem" \
            -crl_check -CRLfile "$dir/ca.crl.pem" "$dir/$1-$2.pem" >"$ca/verified"
    done
    printf '  %-24s spiffe://%s/%s/%s\n' "$1-$2.pem, .key" "$BRIDGE_TRUST_DOMAIN" "$1" "$2"
}

BRIDGE_TRUST_DOMAIN=bridge.example
relay=main
while getopts t:r:h option; do
    case $option in
        t) BRIDGE_TRUST_DOMAIN=$OPTARG ;;
        r) relay=$OPTARG ;;
        h) usage && exit 0 ;;
        *) usage >&2 && exit 64 ;;
    esac
done
shift $((OPTIND - 1))
[ $# -ge 1 ] || { usage >&2 && exit 64; }
dir=$1
shift
[ $# -ge 1 ] || set -- acme-hq

case $dir in
    '' | -*) die "\"$dir\" cannot be the name of a folder here" 64 ;;
esac
case $BRIDGE_TRUST_DOMAIN in
    '' | .* | *[!a-z0-9._-]*) die "\"$BRIDGE_TRUST_DOMAIN\" cannot be a trust domain: use a-z 0-9 . _ -" 64 ;;
esac
[ "${#BRIDGE_TRUST_DOMAIN}" -le 255 ] || die "the trust domain has more than 255 characters" 64
check_name "a relay's name" "$relay"
seen=' '
for agent in "$@"; do
    check_name "an agent's name" "$agent"
    case $seen in
        *" $agent "*) die "the agent $agent is named twice" 64 ;;
    esac
    seen="$seen$agent "
done
command -v openssl >/dev/null || die "the openssl command is needed and is not there" 69
profile=$(dirname -- "$0")/openssl.cnf
[ -r "$profile" ] || die "the profile is not there: $profile" 66

# mkdir refuses what is there already, so that nothing is ever overwritten; what fails half-way is taken away again.
mkdir -- "$dir" || die "nothing was changed: give a folder that does not exist, in one that does" 73
trap 'rm -rf -- "$dir"' EXIT
trap 'exit 130' HUP INT TERM

ca=$dir/ca
mkdir -- "$ca" "$ca/issued"
: >"$ca/index.txt"
echo 01 >"$ca/crlnumber"
BRIDGE_CA=$ca
BRIDGE_SAN=
export BRIDGE_CA BRIDGE_TRUST_DOMAIN BRIDGE_SAN

quietly openssl genpkey -algorithm EC -pkeyopt ec_paramgen_curve:P-256 -out "$ca/ca.key"
# A day longer than what it signs, so that no certificate outlives it.
quietly openssl req -new -x509 -config "$profile" -extensions authority -days 8 -key "$ca/ca.key" \
    -subj "/CN=Development only" -out "$ca/ca.pem"
cp -- "$ca/ca.pem" "$dir/ca.pem"
# localhost, so that curl can call the relay's and an agent's ports of the same machine.
issue relay "$relay" DNS:localhost
for agent in "$@"; do issue agent "$agent"; done
quietly openssl ca -gencrl -config "$profile" -out "$dir/ca.crl.pem"
chmod 644 "$dir/ca.pem" "$dir/ca.crl.pem"

printf 'Made in %s, each checked against the authority, valid for 7 days:\n' "$dir"
printf '  %-24s %s\n' 'ca.pem' 'the authority, for "trust"'
printf '  %-24s %s\n' 'ca.crl.pem' 'its revocation list, for "revocations"'
verify relay "$relay"
for agent in "$@"; do verify agent "$agent"; done
rm -f -- "$ca/log" "$ca/request.pem" "$ca/verified"
printf 'For development only: the key of the authority is in %s.\n' "$ca"
trap - EXIT
