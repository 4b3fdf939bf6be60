#!/bin/sh
# Speaks the announcements again. Needs espeak-ng and sox; run it from this directory.
set -eu

speak() { # language voices kind text: of several voices each speaks a part of the text, parted by " / "
    rest=$4 parts=
    for voice in $(echo "$2" | tr , ' '); do
        part="$1/$3.$voice.raw.wav"
        espeak-ng -v "$voice" -s 165 -p 45 -g 1 -a 70 -w "$part" "${rest%% / *}"
        rest=${rest#* / } parts="$parts $part"
    done
    # shellcheck disable=SC2086  names without spaces, several of them
    sox -D $parts -r 8000 -c 1 -b 16 "$1/$3.wav" \
        highpass 200 lowpass 3400 silence 1 0.01 0.5% reverse silence 1 0.01 0.5% reverse pad 0.15 0.25 gain -n -3
    # shellcheck disable=SC2086
    rm $parts
}

while IFS='|' read -r language voice kind text; do
    [ -n "$language" ] && speak "$language" "$voice" "$kind" "$text"
done < texts.txt
