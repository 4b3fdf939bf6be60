"""What the agents of the demo's projects have before them in a call, so that the desk shows it."""

from collections.abc import Mapping
from datetime import datetime

from config.scripts import SQL as SCRIPTS
from config.seed import CLOSED_PROJECT, OPEN_PROJECT
from config.store import SQL as CONFIG
from service.demo_rules import BY
from store.pool import Database

DEMO_SCRIPTS: Mapping[tuple[str, str], str] = {
    (OPEN_PROJECT, "en"): """
# Greeting
Northlight Travel, good afternoon. My name is … How can I help you?

# What to ask
- Booking number, or the name and the day of departure
- How many travel, and whether children are among them
- The best number to reach them on

# A change or a cancellation
Say what it costs before you change anything, and ask: “Shall I do that for you?”

# Card data
Mute the recording before they read out the card number, and switch it on again after it.

# Before you say goodbye
Sum up what was agreed and by when. “Is there anything else I can do for you?”
""",
    (OPEN_PROJECT, "uk"): """
# Привітання
«Нортлайт Тревел», добрий день. Мене звати … Чим можу допомогти?

# Що запитати
- Номер бронювання або прізвище й день виїзду
- Скільки людей їде й чи є серед них діти
- За яким номером з ними найкраще зв’язатися

# Зміна або скасування
Спершу скажіть, скільки це коштує, і запитайте: «Оформлюємо?»

# Дані картки
Вимкніть запис, перш ніж клієнт назве номер картки, а потім увімкніть знову.

# Перед прощанням
Повторіть, про що домовилися й до якого часу. «Чим іще можу допомогти?»
""",
    (OPEN_PROJECT, "ru"): """
# Приветствие
«Нортлайт Трэвел», добрый день. Меня зовут … Чем могу помочь?

# Что спросить
- Номер брони или фамилию и день выезда
- Сколько человек едет и есть ли среди них дети
- По какому номеру с ними лучше связаться

# Изменение или отмена
Сначала скажите, сколько это стоит, и спросите: «Оформляем?»

# Данные карты
Выключите запись, прежде чем клиент назовёт номер карты, а потом включите снова.

# Перед прощанием
Повторите, о чём договорились и к какому сроку. «Чем ещё могу помочь?»
""",
    (CLOSED_PROJECT, "en"): """
# Calling back
Harbour Dental, you called us. My name is … Is this a good moment?

# Pain comes first
- Since when, and on which side
- Swelling, fever, a fall or a blow: the next free hour with the dentist on duty

# An appointment
Offer two times. Say the address, and that they should come ten minutes early.
""",
}
"""By project and language."""


async def seed_scripts(database: Database, at: datetime) -> None:
    """For projects that are there."""
    async with database.transaction() as tx:
        for (name, language), text in DEMO_SCRIPTS.items():
            project = await tx.fetchval(CONFIG["project_id"], name)
            await tx.execute(SCRIPTS["put_script"], project, language, text.strip(), at, BY)
