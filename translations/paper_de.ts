<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de_DE" sourcelanguage="en_US">
<context>
    <name>paper</name>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>I agree</source>
        <translation>Ich stimme zu</translation>
    </message>
    <message>
        <source>I do not agree, because</source>
        <translation>Ich stimme nicht zu, weil</translation>
    </message>
    <message>
        <source>Date</source>
        <translation>Datum</translation>
    </message>
    <message>
        <source>Signature</source>
        <translation>Unterschrift</translation>
    </message>
    <message>
        <source>Each signs for oneself alone, in ink: tick one of the two, and write date and name by hand.</source>
        <translation>Jede Person unterschreibt nur für sich selbst, mit Tinte: eines der beiden ankreuzen, Datum und Namen von Hand schreiben.</translation>
    </message>
    <message>
        <source>SHA-256 of what this document says</source>
        <translation>SHA-256 des Inhalts dieses Dokuments</translation>
    </message>
    <message>
        <source>Signatures</source>
        <translation>Unterschriften</translation>
    </message>
    <message>
        <source>Security officer</source>
        <translation>Sicherheitsbeauftragte Person</translation>
    </message>
    <message>
        <source>Independent of management (auditor, notary)</source>
        <translation>Unabhängig von der Leitung (Auditor, Notar)</translation>
    </message>
    <message>
        <source>Page %1 of %2</source>
        <translation>Seite %1 von %2</translation>
    </message>
    <message>
        <source>Initials</source>
        <translation>Paraphe</translation>
    </message>
</context>
</TS>
