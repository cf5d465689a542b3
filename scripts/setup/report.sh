#!/usr/bin/env bash
# Sourced by setup-vps.sh: what a person sees of the steps, and the one way in which a step changes or fails.
# shellcheck disable=SC2034,SC2154 # The parts share their variables.

dry_run=no
step_name='' step_title='' step_code=1 step_count=0 step_changes=0 step_note='' step_left=no all_changes=0
late_code=0
warnings=()
log=''

open_report() {
  log=$(mktemp)
  trap 'show_secrets; rm -f "$log"' EXIT
  trap 'printf "\nStopped at the step %s. What was done stays; run this again to go on.\n" "$step_name" >&2; exit 130' INT TERM HUP
  if [[ $dry_run == yes ]]; then say 'Dry run: nothing is changed.'; fi
}

say() { printf '%s\n' "$*"; }

# A remark that must not be lost among the steps: said at once, and again at the end.
warn() {
  printf '      ! %s\n' "$1"
  warnings+=("$1")
}

# What a step found.
note() { step_note=$1; }

# What a step found and had to leave as it is.
leave() { step_note=$1 step_left=yes; }

# Ends the run: the step, the reason and what to do.
fail() {
  local reason=$1 remedy=$2
  printf '\nStep %d of %d, %s, failed: %s\nWhat to do: %s\nThen run the same command again; it goes on from here.\n' \
    "$step_count" "$STEPS" "$step_title" "$reason" "$remedy" >&2
  exit "$step_code"
}

# change WHAT COMMAND...: the only way in which a step changes the machine. Functions given as COMMAND chain with &&,
# since errexit does not hold in them.
change() {
  local what=$1
  shift
  step_changes=$((step_changes + 1))
  if [[ $dry_run == yes ]]; then
    printf '      would %s\n' "$what"
    return
  fi
  printf '      %s\n' "$what"
  : >"$log"
  "$@" >>"$log" 2>&1 </dev/null || fail "could not $what: $(last_reason)" "$(remedy_for "$step_name")"
}

# The same for what takes minutes: its output is seen while it runs.
change_aloud() {
  local what=$1 code=0
  shift
  step_changes=$((step_changes + 1))
  if [[ $dry_run == yes ]]; then
    printf '      would %s\n' "$what"
    return
  fi
  printf '      %s\n' "$what"
  "$@" 2>&1 </dev/null | tee "$log" | sed -u 's/^/      | /' || code=$?
  ((code == 0)) || fail "could not $what: $(last_reason) (it ended with $code)" "$(remedy_for "$step_name")"
}

# The line of the last command's output that says why.
last_reason() {
  local line
  line=$(grep -aE '^(E|W): |[Ee]rror|rror:|[Ff]ailed|denied|No space|annot|not found' "$log" | tail -n 1) || line=''
  [[ -n $line ]] || line=$(tail -n 1 "$log")
  printf '%s' "${line:-it said nothing}"
}

remedy_for() {
  case $1 in
    packages | docker | upgrades) say 'see that the network and the package sources work: apt-get update' ;;
    docker-settings) say 'see why Docker does not start: journalctl -u docker -n 50' ;;
    start) say 'look at what the containers say: scripts/deploy-vps.sh logs' ;;
    *) say 'put right what is said above' ;;
  esac
}

# run_step NAME EXIT-CODE TITLE FUNCTION
run_step() {
  step_name=$1 step_title=$3 step_code=$2 step_changes=0 step_note='' step_left=no
  step_count=$((step_count + 1))
  printf '[%2d/%d] %s\n' "$step_count" "$STEPS" "$3"
  "$4"
  all_changes=$((all_changes + step_changes))
  if [[ $step_left == yes ]]; then
    printf '        left%s\n' "${step_note:+: $step_note}"
  elif ((step_changes == 0)); then
    printf '        already%s\n' "${step_note:+: $step_note}"
  elif [[ $dry_run == no ]]; then
    printf '        done%s\n' "${step_note:+: $step_note}"
  fi
}

# ask QUESTION: yes or no from the person at the terminal; `--yes` answers, and without a terminal the answer is no.
ask() {
  local answer=''
  [[ $assume_yes == no ]] || return 0
  [[ -t 0 ]] || return 1
  printf '      %s [y/N] ' "$1"
  read -r answer || true
  [[ $answer == [yY] || $answer == [yY][eE][sS] ]]
}

close_report() {
  local warning
  say ''
  for warning in "${warnings[@]+"${warnings[@]}"}"; do say "! $warning"; done
  if [[ $dry_run == yes ]]; then
    say "Dry run: $all_changes changes would be made, none was."
  elif ((all_changes == 0)); then
    say 'Nothing changed: all was set up already.'
  else
    say "Set up, with $all_changes changes."
  fi
  if ((late_code > 0)) && [[ $dry_run == no ]]; then exit "$late_code"; fi
}
