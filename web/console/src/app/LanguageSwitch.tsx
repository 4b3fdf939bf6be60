import { NativeSelect } from "@mantine/core";

import { type Language, LANGUAGE_NAMES, LANGUAGES } from "../messages/catalogue";
import { useSpeech } from "../messages/use";

export function LanguageSwitch() {
  const { language, words, speak } = useSpeech();
  return (
    <NativeSelect
      aria-label={words.app.languageSwitch}
      className="language-switch"
      size="xs"
      value={language}
      onChange={(event) => speak(event.currentTarget.value as Language)}
      data={LANGUAGES.map((value) => ({ value, label: LANGUAGE_NAMES[value] }))}
    />
  );
}
