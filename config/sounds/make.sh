#!/bin/sh
# Speaks the announcements again. Needs espeak-ng and sox; run it from this directory.
set -eu

speak() { # language voice kind text
    espeak-ng -v "$2" -s 165 -p 45 -g 1 -a 70 -w "$1/$3.raw.wav" "$4"
    sox -D "$1/$3.raw.wav" -r 8000 -c 1 -b 16 "$1/$3.wav" \
        highpass 200 lowpass 3400 silence 1 0.01 0.5% reverse silence 1 0.01 0.5% reverse pad 0.15 0.25 gain -n -3
    rm "$1/$3.raw.wav"
}

while IFS='|' read -r language voice kind text; do
    [ -n "$language" ] && speak "$language" "$voice" "$kind" "$text"
done < texts.txt
