#!/usr/bin/env bash
# The main job by REST, from a report to a terminated contract; every answer is checked.
#
#   ./run app                     (in another window, until it prints its address)
#   bash docs/story.sh            (BASE=http://127.0.0.1:8000 LOGINS=var/demo-logins.json)
#
# It signs in as people of the sample data, so it takes their passwords and authenticator secrets
# from the file that ./run app wrote. A one-time code works once: where a person signs twice, the
# script waits for the next code. Nothing legal is skipped: windows are waived by the office itself.
set -euo pipefail

BASE=${BASE:-http://127.0.0.1:8000}
LOGINS=${LOGINS:-var/demo-logins.json}
WORK=$(mktemp -d)
trap 'rm -rf "$WORK"' EXIT

field() { python3 -c 'import json,sys
value = json.load(open(sys.argv[1]))
for name in sys.argv[2].split("."):
    value = value[int(name)] if name.isdigit() else value[name]
print("" if value is None else value)' "$WORK/answer" "$1"; }

login() { python3 -c 'import json,sys
rows = {row["username"]: row for row in json.load(open(sys.argv[1]))}
print(rows[sys.argv[2]][sys.argv[3]])' "$LOGINS" "$1" "$2"; }

totp() { python3 -c 'import base64,hashlib,hmac,struct,sys,time
key = base64.b32decode(sys.argv[1], casefold=True)
mac = hmac.new(key, struct.pack(">Q", int(time.time()) // 30), hashlib.sha1).digest()
at = mac[-1] & 15
print(f"{(struct.unpack(chr(62) + chr(73), mac[at:at + 4])[0] & 0x7FFFFFFF) % 10**6:06d}")' "$1"; }

# A code of this person that has not been used by this script; prints it.
code() {
  local secret now
  secret=$(login "$1" secret)
  now=$(totp "$secret")
  while [ -f "$WORK/used-$1" ] && [ "$(cat "$WORK/used-$1")" = "$now" ]; do
    sleep 2
    now=$(totp "$secret")
  done
  printf '%s' "$now" > "$WORK/used-$1"
  printf '%s' "$now"
}

# call PERSON METHOD PATH STATUS [BODY]: fails loudly when the answer's status is another.
call() {
  local who=$1 method=$2 path=$3 wanted=$4 body=${5:-} status
  local head=(-H "Content-Type: application/json" -H "Accept-Language: fa")
  [ "$who" = nobody ] || head+=(-H "Authorization: Bearer $(cat "$WORK/token-$who")")
  [ -z "$body" ] || head+=(--data "$body")
  status=$(curl -sS -o "$WORK/answer" -w '%{http_code}' -X "$method" "${head[@]}" "$BASE/api/v1$path")
  if [ "$status" != "$wanted" ]; then
    echo "✗ $who $method $path answered $status, not $wanted:" >&2
    cat "$WORK/answer" >&2
    exit 1
  fi
}

# expect FIELD VALUE: the last answer must hold it.
expect() {
  local found
  found=$(field "$1")
  if [ "$found" != "$2" ]; then
    echo "✗ $1 is «$found», not «$2»" >&2
    exit 1
  fi
}

sign_in() {
  call nobody POST /tokens 201 "{\"username\": \"$1\", \"password\": \"$(login "$1" password)\", \"one_time_code\": \"$(code "$1")\", \"name\": \"story\", \"days\": 1}"
  field token > "$WORK/token-$1"
}

say() { echo "· $*"; }

curl -sSf -o /dev/null "$BASE/health/live"
say "Without a key nobody reads anything"
call nobody GET /offices 401
expect status 401

for person in gas.clerk gas.manager expert deputy; do sign_in "$person"; done
call gas.clerk GET /me 200
expect role agency_clerk

say "Choose an office with a running gas contract and no open review"
call expert GET "/termination-reviews?page_size=200" 200
cp "$WORK/answer" "$WORK/reviews"
call gas.manager GET "/contracts?state=active&page_size=200" 200
read -r OFFICE CONTRACT CONTRACT_NO < <(python3 - "$WORK/answer" "$WORK/reviews" "$LOGINS" <<'PY'
import json, sys
contracts, reviews, logins = (json.load(open(name)) for name in sys.argv[1:])
people = {row["username"] for row in logins}
reviewed = {row["office_code"] for row in reviews["results"]}
today = __import__("datetime").date.today().isoformat()
for row in contracts["results"]:
    code = row["office_code"]
    runs = row["starts_on"] <= today <= row["ends_on"]
    if runs and f"operator.{code}" in people and code not in reviewed:
        print(code, row["id"], row["number"])
        break
PY
)
OPERATOR="operator.$OFFICE"
sign_in "$OPERATOR"
say "office $OFFICE, contract $CONTRACT_NO"

TODAY=$(TZ=Asia/Tehran date +%F)
NARRATIVE="مدارک هویتی یک مشترک در دفتر در دسترس دیگران گذاشته و رونوشت آن به شخص دیگری داده شده است."
say "The gas clerk reports a violation"
call gas.clerk POST /violation-reports 400 "{\"office_code\": \"$OFFICE\", \"colour\": \"blue\"}"
call gas.clerk POST /violation-reports 201 "{\"office_code\": \"$OFFICE\", \"type_code\": \"V14\", \"occurred_on\": \"$TODAY\", \"discovered_on\": \"$TODAY\", \"narrative\": \"$NARRATIVE\", \"separate_reason\": \"رخداد جداگانه است\"}"
expect state submitted
REPORT=$(field id)
call gas.clerk POST "/violation-reports/$REPORT/accept" 403

say "The manager accepts it; a case opens"
call gas.manager POST "/violation-reports/$REPORT/accept" 200
call gas.manager GET "/cases?office_code=$OFFICE&state=opened" 200
CASE=$(field results.0.id)

say "The notice is put before the office, which receives it and answers"
call gas.clerk POST "/cases/$CASE/notice" 200 '{"kind": "charge", "channel": "portal"}'
call "$OPERATOR" POST "/cases/$CASE/acknowledge" 200 '{"kind": "charge"}'
expect state notified
call "$OPERATOR" POST "/cases/$CASE/defence" 200 '{"stance": "partly", "text": "رونوشت به اشتباه داده شد و همان روز پس گرفته شد. کاربر باجه عوض شده است.", "evidence": []}'
expect state defended

say "The manager decides; without a code it is refused"
REASONS="رونوشت مدرک هویتی به شخص دیگری داده شده و دفتر آن را پذیرفته است؛ افشای مدرک محرز است."
DECISION="\"outcome\": \"proven\", \"sanction\": \"termination_review\", \"reasons\": \"$REASONS\", \"override_reason\": \"با توجه به پذیرش دفتر، بازبینی قرارداد کافی است.\""
call gas.manager POST "/cases/$CASE/decision" 403 "{$DECISION}"
call gas.manager POST "/cases/$CASE/decision" 200 "{$DECISION, \"one_time_code\": \"$(code gas.manager)\"}"
expect state decided
expect outcome proven

say "The decision is served; the office waives its appeal window"
call gas.clerk POST "/cases/$CASE/notice" 200 '{"kind": "decision", "channel": "portal"}'
call "$OPERATOR" POST "/cases/$CASE/acknowledge" 200 '{"kind": "decision"}'
call "$OPERATOR" GET "/cases/$CASE/waiver-text" 200
TEXT=$(field appeal)
call "$OPERATOR" POST "/cases/$CASE/waive" 200 "{\"window\": \"appeal\", \"text\": \"$TEXT\", \"one_time_code\": \"$(code "$OPERATOR")\"}"
expect state final

say "The job flags the contract"
call expert POST /policies/run 200 '{"mode": "full", "dry": false}'
call expert GET "/termination-reviews?contract=$CONTRACT&state=open" 200
REVIEW=$(field results.0.id)
call expert GET "/flags?contract=$CONTRACT&is_open=true" 200
say "$(field results.0.sentence)"

say "The office is heard"
call "$OPERATOR" POST "/termination-reviews/$REVIEW/acknowledge" 200
call "$OPERATOR" POST "/termination-reviews/$REVIEW/answer" 200 '{"text": "از این پس هیچ رونوشتی از مدارک نگه داشته نمی‌شود و کاربران دوباره آموزش دیده‌اند."}'
expect state heard

say "The contract's own agency decides; nobody else can"
LONG="افشای مدارک هویتی مشترک محرز و قطعی است و دفتر آن را پذیرفته است. با توجه به شدت بسیار زیاد تخلف و حق مردم بر محرمانه ماندن مدارک، ادامهٔ قرارداد به مصلحت نیست و فسخ آن با رعایت مهلت اخطار تصمیم گرفته شد."
DECIDE="\"outcome\": \"terminate\", \"reasons\": \"$LONG\""
call expert POST "/termination-reviews/$REVIEW/decide" 403 "{$DECIDE, \"one_time_code\": \"$(code expert)\"}"
call gas.manager POST "/termination-reviews/$REVIEW/decide" 200 "{$DECIDE, \"one_time_code\": \"$(code gas.manager)\"}"
expect outcome terminate
call gas.manager GET "/contracts/$CONTRACT" 200
expect state termination_notice

say "The termination notice reaches the office, which waives the rest of it"
call "$OPERATOR" POST "/contracts/$CONTRACT/acknowledge-notice" 200
call "$OPERATOR" GET "/contracts/$CONTRACT/waiver-text" 200
TEXT=$(field text)
call "$OPERATOR" POST "/contracts/$CONTRACT/waive-notice" 200 "{\"text\": \"$TEXT\", \"one_time_code\": \"$(code "$OPERATOR")\"}"

say "The manager ends the contract; the deputy sees it"
call gas.manager POST "/contracts/$CONTRACT/terminate" 200 "{\"reason\": \"پایان مهلت اخطار با اعلام دفتر\", \"one_time_code\": \"$(code gas.manager)\"}"
expect state terminated
call deputy GET "/contracts/$CONTRACT" 200
expect state terminated
echo "✓ contract $CONTRACT_NO of office $OFFICE is terminated, and nothing legal was skipped"
