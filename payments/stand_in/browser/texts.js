// What the card field and Stripe.js say, in three languages.
window.StripeStandIn = {
  texts: {
    en: {
      frame: "Card details", number: "Card number", expiry: "Expiry date (MM/YY)", cvc: "Security code (CVC)",
      dialog: "Confirm with your bank",
      incomplete_number: "The card number is not complete.", incorrect_number: "The card number is not right.",
      incomplete_expiry: "The expiry date is not complete.", invalid_expiry_month: "There is no such month.",
      invalid_expiry_year: "The expiry year is not right.", invalid_expiry_year_past: "The card has expired.",
      incomplete_cvc: "The security code is not complete.",
      card_declined: "The card was declined. Try another card.",
      insufficient_funds: "There is not enough money on the card.", expired_card: "The card has expired.",
      incorrect_cvc: "The security code is not right.",
      processing_error: "Something went wrong at the bank. Nothing was charged. Try again in a moment.",
      payment_intent_authentication_failure: "Your bank could not confirm that it was you. Nothing was charged.",
      payment_intent_unexpected_state: "This payment can no longer be made.",
      api_connection_error: "We cannot reach the payment service. Try again in a moment.",
    },
    sv: {
      frame: "Kortuppgifter", number: "Kortnummer", expiry: "Giltigt till (MM/ÅÅ)", cvc: "Säkerhetskod (CVC)",
      dialog: "Bekräfta hos din bank",
      incomplete_number: "Kortnumret är inte komplett.", incorrect_number: "Kortnumret stämmer inte.",
      incomplete_expiry: "Datumet är inte komplett.", invalid_expiry_month: "Den månaden finns inte.",
      invalid_expiry_year: "Året stämmer inte.", invalid_expiry_year_past: "Kortet har gått ut.",
      incomplete_cvc: "Säkerhetskoden är inte komplett.",
      card_declined: "Kortet nekades. Prova ett annat kort.",
      insufficient_funds: "Det finns inte tillräckligt med pengar på kortet.", expired_card: "Kortet har gått ut.",
      incorrect_cvc: "Säkerhetskoden stämmer inte.",
      processing_error: "Något gick fel hos banken. Inga pengar är dragna. Prova igen om en stund.",
      payment_intent_authentication_failure: "Banken kunde inte bekräfta att det var du. Inga pengar är dragna.",
      payment_intent_unexpected_state: "Den här betalningen går inte längre att göra.",
      api_connection_error: "Vi når inte betaltjänsten. Prova igen om en stund.",
    },
    nb: {
      frame: "Kortopplysninger", number: "Kortnummer", expiry: "Gyldig til (MM/ÅÅ)", cvc: "Sikkerhetskode (CVC)",
      dialog: "Bekreft hos banken din",
      incomplete_number: "Kortnummeret er ikke fullstendig.", incorrect_number: "Kortnummeret stemmer ikke.",
      incomplete_expiry: "Datoen er ikke fullstendig.", invalid_expiry_month: "Den måneden finnes ikke.",
      invalid_expiry_year: "Året stemmer ikke.", invalid_expiry_year_past: "Kortet er utløpt.",
      incomplete_cvc: "Sikkerhetskoden er ikke fullstendig.",
      card_declined: "Kortet ble avvist. Prøv et annet kort.",
      insufficient_funds: "Det er ikke nok penger på kortet.", expired_card: "Kortet er utløpt.",
      incorrect_cvc: "Sikkerhetskoden stemmer ikke.",
      processing_error: "Noe gikk galt hos banken. Ingen penger er trukket. Prøv igjen om litt.",
      payment_intent_authentication_failure: "Banken kunne ikke bekrefte at det var deg. Ingen penger er trukket.",
      payment_intent_unexpected_state: "Denne betalingen kan ikke lenger gjennomføres.",
      api_connection_error: "Vi får ikke kontakt med betalingstjenesten. Prøv igjen om litt.",
    },
  },
  // "sv-SE" → sv, "no" → nb, "auto" → the browser's own; anything else → en.
  wordsFor(locale) {
    const asked = !locale || locale === "auto" ? navigator.language : locale;
    const language = asked.slice(0, 2).replace("no", "nb");
    return { language: language in this.texts ? language : "en", ...(this.texts[language] || this.texts.en) };
  },
};
