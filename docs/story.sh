#!/usr/bin/env bash
# The whole story by REST, from a report to a terminated contract, each answer checked.
#
#   docs/story.sh [ADDRESS]          default: http://127.0.0.1:8000
#
# Needs bash, curl, python3 (for JSON only) and an installation with sample data (`./run app`).
# It takes about two minutes: a one-time code opens one door, so that each signature waits for
# the next code. Nothing legal is skipped: the office itself ends its windows early.
#
#   LOGINS   the file with the sample's passwords (default: var/demo-logins.json)
#   CODE     the command that prints a person's current code (default: ./run code)
#   OFFICE   the office's code (default: 2401007, one report from a termination review)
set -euo pipefail
cd "$(dirname "$0")/.."

ADDRESS=${1:-http://127.0.0.1:8000}
API=$ADDRESS/api/v1
LOGINS=${LOGINS:-var/demo-logins.json}
CODE=${CODE:-./run code}
OFFICE=${OFFICE:-2401007}
OPERATOR=operator.$OFFICE
ANSWER=$(mktemp) && trap 'rm -f "$ANSWER"' EXIT
declare -A TOKEN USED
STEP=0
KEY=

fail() { printf '\nFAILED: %s\n' "$*" >&2; [ -s "$ANSWER" ] && cat "$ANSWER" >&2; exit 1; }

say() { STEP=$((STEP + 1)); printf '%2d. %s\n' "$STEP" "$*"; }

# get EXPRESSION: a value of the last answer, as Python sees it under the name «it».
get() {
  python3 -c 'import json, sys
it = json.load(open(sys.argv[1], encoding="utf-8"))
value = eval(sys.argv[2])
print("" if value is None else value)' "$ANSWER" "$1" || fail "no $1 in the answer"
}

# expect EXPRESSION VALUE: the last answer says so.
expect() {
  local found; found=$(get "$1")
  [ "$found" = "$2" ] || fail "expected $1 to be «$2», found «$found»"
}

# json NAME VALUE ...: an object of texts; a VALUE that is true, false or null stays what it is.
json() {
  python3 -c 'import json, sys
words = {"true": True, "false": False, "null": None}
pairs = zip(sys.argv[1::2], sys.argv[2::2])
print(json.dumps({name: words.get(value, value) for name, value in pairs}, ensure_ascii=False))' "$@"
}

# read_version WHO PATH: the ETag of the record that a path changes, as WHO reads it, into VERSION.
read_version() {
  local record; record=$(printf '%s' "$2" | grep -oE '^[a-z-]+/[0-9a-f-]{36}') || { VERSION=; return 0; }
  VERSION=$(curl --silent --show-error --output /dev/null --dump-header - \
    --header "Authorization: Bearer ${TOKEN[$1]}" "$API/$record" |
    tr -d '\r' | sed -n 's/^[Ee][Tt][Aa][Gg]: //p')
}

# ask WHO METHOD PATH [JSON]: ask in somebody's name; the status lies in STATUS. An act carries a
# key of its own, so that it happens once, and the version of the record on which it rests.
ask() {
  local who=$1 method=$2 path=$3 body=${4:-}
  local arguments=(--silent --show-error --output "$ANSWER" --write-out '%{http_code}'
    --request "$method" --header 'Accept: application/json')
  [ -n "$who" ] && arguments+=(--header "Authorization: Bearer ${TOKEN[$who]}")
  [ -n "$body" ] && arguments+=(--header 'Content-Type: application/json' --data "$body")
  if [ "$method" != GET ] && [ -n "$who" ]; then
    arguments+=(--header "Idempotency-Key: ${KEY:-$(python3 -c 'import uuid; print(uuid.uuid4())')}")
    read_version "$who" "$path"
    [ -n "$VERSION" ] && arguments+=(--header "If-Match: $VERSION")
  fi
  STATUS=$(curl "${arguments[@]}" "$API/$path") || fail "$method $path: no answer"
}

# call WHO STATUS METHOD PATH [JSON]: the same, and check the status.
call() {
  local who=$1 wanted=$2
  shift 2
  ask "$who" "$@"
  [ "$STATUS" = "$wanted" ] || fail "$1 $2 as ${who:-nobody}: $STATUS instead of $wanted"
}

# code WHO: put a code that was not used yet into FRESH; wait for the next one if need be.
code() {
  while :; do
    FRESH=$($CODE "$1" | tail -n 1 | tr -d '[:space:]')
    [ "$FRESH" != "${USED[$1]:-}" ] && break
    sleep 2
  done
  USED[$1]=$FRESH
}

# sign_in WHO: a key to the API with password and one-time code.
sign_in() {
  local password
  password=$(python3 -c 'import json, sys
print(next(p["password"] for p in json.load(open(sys.argv[1], encoding="utf-8"))
           if p["username"] == sys.argv[2]))' "$LOGINS" "$1") || fail "no login of $1 in $LOGINS"
  for _ in first second; do  # the first code may have been used in the browser just now
    code "$1"
    ask "" POST tokens \
      "$(json username "$1" password "$password" one_time_code "$FRESH" name story.sh)"
    [ "$STATUS" = 201 ] && break
  done
  [ "$STATUS" = 201 ] || fail "no key for $1: $STATUS"
  TOKEN[$1]=$(get 'it["token"]')
}

day() { TZ=Asia/Tehran date +%F; }

say "Nobody gets in without a key"
call "" 401 GET me

say "Keys for the clerk, the manager, the operator, the expert and the deputy"
for who in gas.clerk gas.manager "$OPERATOR" expert deputy; do sign_in "$who"; done
call gas.clerk 200 GET me
expect 'it["role"]' agency_clerk

say "The office has an active contract with gas"
call gas.clerk 200 GET "contracts?office_code=$OFFICE&state=active"
[ "$(get 'len(it["results"])')" = 1 ] ||
  fail "office $OFFICE has no active contract with gas: was the story told already?"
CONTRACT=$(get 'it["results"][0]["id"]')
NUMBER=$(get 'it["results"][0]["number"]')

say "The clerk reports that the office gave its password away"
call gas.clerk 400 POST violation-reports "$(json office_code "$OFFICE" type_code V15 \
  occurred_on "$(day)" discovered_on "$(day)" narrative 'کوتاه')"
REPORT_BODY=$(json office_code "$OFFICE" type_code V15 \
  occurred_on "$(day)" discovered_on "$(day)" \
  narrative 'با نام کاربری متصدی این دفتر، هم‌زمان از دو نشانی شبکه در سامانهٔ گاز ثبت انجام شده است.')
KEY_OF_REPORT=$(python3 -c 'import uuid; print(uuid.uuid4())')
KEY=$KEY_OF_REPORT call gas.clerk 201 POST violation-reports "$REPORT_BODY"
expect 'it["state"]' submitted
expect 'it["office_code"]' "$OFFICE"
REPORT=$(get 'it["id"]')
CASE_NUMBER=$(get 'it["number"]')

say "The line was flaky: the same act sent again is answered again, and happens once"
KEY=$KEY_OF_REPORT
call gas.clerk 201 POST violation-reports "$REPORT_BODY"
expect 'it["id"]' "$REPORT"
call gas.clerk 422 POST violation-reports "$(json office_code "$OFFICE" type_code V15)"
KEY=

say "The clerk cannot accept the own report; the manager accepts it"
call gas.clerk 403 POST "violation-reports/$REPORT/accept" '{}'
call gas.manager 200 POST "violation-reports/$REPORT/accept" '{}'
expect 'it["state"]' accepted
call gas.clerk 200 GET "cases?number=$CASE_NUMBER"
expect 'it["results"][0]["state"]' opened
CASE=$(get 'it["results"][0]["id"]')

say "The case lists what the manager may do, and why not the rest"
call gas.manager 200 GET "cases/$CASE/transitions"
expect '[m["is_allowed"] for m in it if m["name"] == "notice"][0]' True
expect '[m["code"] for m in it if m["name"] == "decision"][0]' illegal-move
call gas.clerk 200 GET "access/explain?action=cases.decision&object=$CASE"
expect 'it["code"]' not-permitted

say "The office does not see the case before its notice; the clerk issues the notice"
call "$OPERATOR" 404 GET "cases/$CASE"
call gas.clerk 200 POST "cases/$CASE/notice" "$(json kind charge channel portal)"
call "$OPERATOR" 200 GET "cases/$CASE"

say "Nothing is decided before the office was heard"
code gas.manager
DECISION=$(json outcome proven sanction written_warning \
  reasons 'گزارش سامانه دو ورود هم‌زمان را نشان می‌دهد و دفاع دفتر آن را رد نمی‌کند؛ تخلف محرز است.' \
  one_time_code "$FRESH")
call gas.manager 409 POST "cases/$CASE/decision" "$DECISION"

say "The operator receives the notice, and answers"
call "$OPERATOR" 200 POST "cases/$CASE/acknowledge" "$(json kind charge)"
expect 'it["state"]' notified
call "$OPERATOR" 200 POST "cases/$CASE/defence" "$(json stance partly \
  text 'کاربر تازه‌کار رمز را به همکارش گفته بود؛ همان روز رمز عوض شد و تذکر داده شد.')"
expect 'it["state"]' defended

say "A key without a code decides nothing; the manager decides with a one-time code"
call gas.manager 403 POST "cases/$CASE/decision" "$(json outcome proven \
  sanction written_warning reasons 'گزارش سامانه دو ورود هم‌زمان را نشان می‌دهد و دفاع آن را رد نمی‌کند.')"
code gas.manager
DECISION=$(json outcome proven sanction written_warning \
  reasons 'گزارش سامانه دو ورود هم‌زمان را نشان می‌دهد و دفاع دفتر آن را رد نمی‌کند؛ تخلف محرز است.' \
  one_time_code "$FRESH")
call gas.manager 200 POST "cases/$CASE/decision" "$DECISION"
expect 'it["state"]' decided
expect 'it["outcome"]' proven

say "The decision is served, and the operator ends the objection window by its own will"
call gas.clerk 200 POST "cases/$CASE/notice" "$(json kind decision channel portal)"
call "$OPERATOR" 200 POST "cases/$CASE/acknowledge" "$(json kind decision)"
call "$OPERATOR" 200 GET "cases/$CASE/waiver-text"
TEXT=$(get 'it["appeal"]')
code "$OPERATOR"
call "$OPERATOR" 200 POST "cases/$CASE/waive" \
  "$(json window appeal text "$TEXT" one_time_code "$FRESH")"
expect 'it["state"]' final

say "The rules are run; the second major case in a year opens a review of the contract"
call expert 200 POST policies/run "$(json dry false mode incremental)"
expect 'it["state"]' "done"
call "$OPERATOR" 200 GET "termination-reviews?contract=$CONTRACT"
expect 'it["results"][0]["state"]' open
REVIEW=$(get 'it["results"][0]["id"]')
call deputy 200 GET "flags?contract=$CONTRACT&code=F02"
printf '    %s\n' "$(get 'it["results"][0]["sentence"]')"

say "The operator answers the review"
call "$OPERATOR" 200 POST "termination-reviews/$REVIEW/answer" "$(json text \
  'همهٔ کاربران دوره دیده‌اند، رمزها عوض شده و از این پس ورودها هر هفته گزارش می‌شود.')"
expect 'it["state"]' heard

say "The deputy cannot decide it; the contract's own manager decides to terminate"
REASONS='دو تخلف مهم محرز در یک سال، با وجود اخطار کتبی، نشان می‌دهد ادامهٔ همکاری به زیان مردم و دستگاه است؛ پاسخ دفتر دلیل تازه‌ای ندارد و قرارداد با اخطار قبلی فسخ می‌شود.'
code deputy
call deputy 403 POST "termination-reviews/$REVIEW/decide" \
  "$(json outcome terminate reasons "$REASONS" one_time_code "$FRESH")"
code gas.manager
call gas.manager 200 POST "termination-reviews/$REVIEW/decide" \
  "$(json outcome terminate reasons "$REASONS" one_time_code "$FRESH")"
expect 'it["state"]' decided
call gas.manager 200 GET "contracts/$CONTRACT"
expect 'it["state"]' termination_notice

say "The operator receives the termination notice, and waives its days"
call "$OPERATOR" 200 POST "contracts/$CONTRACT/acknowledge-notice" '{}'
call "$OPERATOR" 200 GET "contracts/$CONTRACT/waiver-text"
TEXT=$(get 'it["text"]')
code "$OPERATOR"
call "$OPERATOR" 200 POST "contracts/$CONTRACT/waive-notice" \
  "$(json text "$TEXT" one_time_code "$FRESH")"

say "The manager terminates the contract"
code gas.manager
call gas.manager 200 POST "contracts/$CONTRACT/terminate" \
  "$(json reason 'دفتر از مهلت اخطار گذشت و قرارداد پایان می‌یابد.' one_time_code "$FRESH")"
expect 'it["state"]' terminated

say "The deputy sees it"
call deputy 200 GET "contracts?number=$NUMBER"
expect 'it["results"][0]["state"]' terminated
call deputy 200 GET "cases/$CASE"
expect 'it["state"]' final
call deputy 200 GET "termination-reviews/$REVIEW"
expect 'it["outcome"]' terminate

printf '\nContract %s of office %s is terminated, and every answer was as it should be.\n' \
  "$NUMBER" "$OFFICE"
