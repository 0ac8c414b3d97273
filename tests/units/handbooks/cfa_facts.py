"""The facts of the real units of assessment, as counted in the printed document; no wording.

Each fingerprint is of a unit's title, outcomes and criteria, taken after they had been compared with the
printed text.
"""

from dataclasses import dataclass

from units.handbooks import ExpectedUnit

# code, reference, the sector body's number, level, credit, printed hours, criteria of each outcome, fingerprint, title
_UNITS = """
4430-102 R/601/1209 A1 1 5 33 8-6-6 343008a1066c Maintain a positive and customer-friendly attitude
4430-103 L/601/1211 A2 1 5 33 4-5-9 ba1df78b63de Adapt your behaviour to give a good customer service impression
4430-202 R/601/1212 A3 2 5 33 10-12 5a19de62481f Communicate effectively with customers
4430-203 L/601/0933 A4 2 5 33 7-5-4-5 68f5cac0b2f5 Give customers a positive impression of yourself and your organisation
4430-204 D/601/0936 A5 2 6 40 4-4-5-6 e0e62fd41e1d Promote additional services or products to customers
4430-205 H/601/1215 A6 2 5 40 3-2-3-7 8bb0e1f84736 Process information about customers
4430-206 M/601/1217 A7 2 6 40 7-5-5 c25ed5880878 Live up to the customer service promise
4430-207 T/601/1218 A8 2 6 40 7-6-7 374f1abb0aa4 Make customer service personal
4430-208 M/601/1220 A9 2 6 40 5-5-5-7 404e04ed47a7 Go the extra mile in customer service
4430-209 T/601/1221 A10 2 5 33 8-6-9 0c8c583e1330 Deal with customers face to face
4430-210 F/601/1223 A11 2 5 33 5-4-11-12 b8e7fa710be8 Deal with incoming telephone calls from customers
4430-211 J/601/1224 A12 2 6 40 4-5-6-9 4eda12350b29 Make telephone calls to customers
4430-303 R/601/1226 A13 3 6 40 5-7-5-8 4f98e28c842b Deal with customers in writing or electronically
4430-304 D/601/1228 A14 3 8 53 4-8-8 6f6ff8141e1b Use customer service as a competitive tool
4430-305 D/601/1231 A15 3 7 47 4-4-4-5 ada2caa9f3c6 Organise the promotion of additional services or products to customers
4430-306 K/601/1233 A16 3 7 47 8-6-8 b539079de117 Build a customer service knowledge set
4430-403 T/601/1235 A17 4 10 67 5-7-9 a70df8226a5d Champion customer service
4430-404 F/601/1237 A18 4 11 73 6-7-9 7420c58f3273 Make customer service environmentally friendly and sustainable
4430-104 A/601/1205 B1 1 5 33 8-8 750a754c7c06 Do your job in a customer friendly way
4430-212 J/601/1210 B2 2 5 33 3-6-3-5 8bda3e1e562e Deliver reliable customer service
4430-213 Y/601/1213 B3 2 5 33 9-11-5 33f06d1ed5be Deliver customer service on your customer's premises
4430-214 K/601/1216 B4 2 5 33 6-4-8 45462928c13d Recognise diversity when delivering customer service
4430-215 A/601/1219 B5 2 8 53 6-9-6 a994be76e353 Deal with customers across a language divide
4430-216 A/601/1222 B6 2 4 27 6-7-8 ea1d337ba129 Use questioning techniques when delivering customer service
4430-217 L/601/1225 B7 2 5 33 5-9-9 cbdb9226bbe2 Deal with customers using bespoke software
4430-218 Y/601/1227 B8 2 4 27 5-5-6 689c23536e68 Maintain customer service through effective handover
4430-307 H/601/1229 B9 3 6 40 6-6-6 5a4b40968355 Deliver customer service using service partnerships
4430-308 Y/601/1230 B10 3 6 40 3-8-4-8 4581df5518b6 Organise the delivery of reliable customer service
4430-309 H/601/1232 B11 3 7 47 3-6-4-4 791739f18e0c Improve the customer relationship
4430-405 M/601/1234 B12 4 8 53 5-8-8 65202c760e7b Maintain and develop a healthy and safe customer service environment
4430-406 A/601/1236 B13 4 10 67 4-8-5-10 d030f236f444 Plan, organise and control customer service operations
4430-407 J/601/1238 B14 4 8 53 3-6-8 3b54b8aeee8c Review the quality of customer service
4430-408 L/601/1239 B15 4 8 53 4-5-9 445008fc2b37 Build and maintain effective customer relations
4430-409 F/601/1240 B16 4 8 53 5-6-6 9a5fbc15bfa5 Deliver seamless customer service with a team
4430-105 M/601/1508 C1 1 5 33 4-6-10 3de61ec40ee9 Recognise and deal with customer queries, requests and problems
4430-106 T/601/1509 C2 1 4 27 3-5-5-8 45de97efe409 Take details of customer service problems
4430-219 M/601/1511 C3 2 6 40 5-5-6-5 93aa9af8ec2d Resolve customer service problems
4430-220 T/601/1512 C4 2 6 40 7-10-10 69393f7ebb30 Deliver customer service to difficult customers
4430-310 J/601/1515 C5 3 6 40 7-3-4-4 0d5a7f1c229e Monitor and solve customer service problems
4430-311 D/601/1519 C6 3 10 67 7-5-5 ad2f2ecdb36a Apply risk assessment to customer service
4430-312 D/601/1522 C7 3 6 40 3-8-12 43d140412e6b Process customer service complaints
4430-410 K/601/1524 C8 4 10 67 4-4-6-11 8b4747a1f157 Handle referred customer complaints
4430-221 T/601/1526 D1 2 6 40 3-3-5-10 998faefc2a3e Develop customer relationships
4430-222 A/601/1530 D2 2 5 33 5-6-2-4 57be4db201ce Support customer service improvements
4430-223 R/601/1534 D3 2 6 40 3-4-4-8 b5b55590ad0a Develop personal performance through delivering customer service
4430-224 H/601/1540 D4 2 5 33 5-6-7 e7fad239b97c Support customers using on-line customer services
4430-225 M/601/1542 D5 2 5 33 5-8-5-8 74f03c0e8fd3 Buddy a colleague to develop their customer service skills
4430-226 R/601/1548 D6 2 6 40 6-7-7 da469893e8b5 Develop your own customer service skills through self-study
4430-227 Y/601/1549 D7 2 5 33 4-9-8 933d76dbed14 Support customers using self-service technology
4430-313 D/601/1553 D8 3 8 53 6-2-4-5 88454cc2da50 Work with others to improve customer service
4430-314 H/601/1554 D9 3 7 47 4-4-5-4 446107b06843 Promote continuous improvement
4430-315 K/601/1555 D10 3 8 53 5-3-5-9 6ad99620c878 Develop your own and others' customer service skills
4430-316 H/601/1568 D11 3 7 47 5-4-3-8 8304f6f8ddf8 Lead a team to improve customer service
4430-317 H/601/1571 D12 3 10 67 6-5-6-10 a3044e0df808 Gather, analyse and interpret customer feedback
4430-318 T/601/1574 D13 3 7 47 5-6-5-10 e5b9f395dbb4 Monitor the quality of customer service transactions
4430-411 L/601/1578 D14 4 10 67 5-4-3-10 62456b298a0d Implement quality improvements to customer service
4430-412 L/601/1581 D15 4 9 60 5-6-8 aaa602ac418c Plan and organise the development of customer service staff
4430-413 M/601/1587 D16 4 11 73 6-6-5-7 41f1baa6de30 Develop a customer service strategy for a part of an organisation
4430-414 A/601/1592 D17 4 7 70 6-6-3 8b87cbd153ad Manage a customer service award programme
4430-415 Y/601/1597 D18 4 11 73 5-7-5-7 846ee8986936 Apply technology or other resources to improve customer service
4430-416 R/601/1601 D19 4 11 47 4-6-5-7 0bde60c28719 Review and re-engineer customer service processes
4430-417 K/601/1605 D20 4 7 47 8-6-7 e2e28da9ab27 Manage customer service performance
4430-101 F/601/1609 F1 1 4 30 3-3-15 246c8d018b92 Communicate using customer service language
4430-201 L/601/1614 F2 2 4 30 5-10 b32e1e4383f8 Follow the rules to deliver customer service
4430-301 K/601/1622 F3 3 6 40 3-3-19 76192aef8741 Demonstrate understanding of customer service
4430-302 J/601/1627 F4 3 6 40 3-3-11 c18887fcd93f Demonstrate understanding of the rules that impact on improvements in customer service
4430-401 J/601/1630 F5 4 10 65 5-4-20 c3a9fe4e4511 Demonstrate understanding of customer service management
4430-402 D/601/1634 F6 4 10 65 4-3-14 87655a8f06e7 Follow organisational rules, legislation and external regulations when managing customer service
"""

# unit and outcome, line, numbers by position, numbers as printed
_RUNS = """
A2 LO1 120 1.1–1.4 1.9–1.12
A3 LO1 148 1.1–1.10 1.13–1.21, 1.10
A4 LO1 174 1.1–1.7 1.22–1.28
A11 LO2 371 2.1–2.4 2.7–2.10
A12 LO2 400 2.1–2.5 2.11–2.15
A13 LO2 429 2.1–2.7 2.16–2.22
A14 LO2 458 2.1–2.8 2.23–2.30
A15 LO2 486 2.1–2.4 2.31–2.34
A16 LO2 514 2.1–2.6 2.35–2.40
A17 LO2 541 2.1–2.7 2.41–2.47
A18 LO2 569 2.1–2.7 2.48–2.53, 2.7
B1 LO2 597 2.1–2.8 2.54–2.60, 2.8
B3 LO2 651 2.1–2.11 2.7–2.17
B4 LO2 679 2.1–2.4 2.18–2.21
B5 LO2 706 2.1–2.9 2.22–2.30
B6 LO2 734 2.1–2.7 2.31–2.36, 2.7
B8 LO2 789 2.1–2.5 2.9–2.13
B9 LO2 817 2.1–2.6 2.14–2.19
B10 LO2 844 2.1–2.8 2.20–2.27
B11 LO2 873 2.1–2.6 2.28–2.33
B12 LO2 902 2.1–2.8 2.34–2.41
B13 LO2 929 2.1–2.8 2.42–2.49
C3 LO2 1097 2.1–2.5 2.6–2.10
C7 LO2 1210 2.1–2.8 2.6–2.13
C8 LO2 1240 2.1–2.4 2.14–2.17
D1 LO2 1269 2.1–2.3 2.18–2.20
D2 LO1 1297 1.1–1.5 1.4–1.8
D2 LO2 1298 2.1–2.6 2.21–2.26
D3 LO1 1326 1.1–1.3 1.9–1.11
D4 LO1 1354 1.1–1.5 1.12–1.15, 1.6
D6 LO1 1410 1.1–1.6 1.6–1.11
D7 LO1 1438 1.1–1.4 1.12–1.13, 1.3–1.4
D9 LO1 1493 1.1–1.4 1.7–1.10
D10 LO1 1521 1.1–1.5 1.11–1.15
D11 LO1 1552 1.1–1.5 1.16–1.20
D12 LO1 1581 1.1–1.6 1.21–1.26
D13 LO1 1610 1.1–1.5 1.27–1.30, 1.5
D18 LO2 1755 2.1–2.7 2.6–2.12
D19 LO2 1783 2.1–2.6 2.13–2.18
D20 LO2 1812 2.1–2.6 2.19–2.24
F1 LO1 1837 1.1–1.3 1.29–1.31
F2 LO1 1865 1.1–1.5 1.32–1.36
F6 LO3 1980 3.1–3.14 3.21–3.34
"""

# The qualification's own table gives these two other hours than the units' pages.
CATALOGUE_HOURS = {"4430-414": 47, "4430-416": 73}


@dataclass(frozen=True, slots=True)
class Facts:
    code: str
    reference: str
    sector_number: str
    level: int
    credit: int
    hours: int
    counts: tuple[int, ...]
    fingerprint: str
    title: str

    def expected(self) -> ExpectedUnit:
        hours = CATALOGUE_HOURS.get(self.code, self.hours)
        return ExpectedUnit(
            self.code,
            self.title,
            self.level,
            self.credit,
            self.counts,
            reference=self.reference,
            guided_hours=hours,
            sector_number=self.sector_number,
        )


@dataclass(frozen=True, slots=True)
class Run:
    """An outcome whose numbers run on in print; both as stretches, “2.48–2.53, 2.7”."""

    sector_number: str
    outcome: int
    line: int
    due: str
    printed: str


def _facts(row: str) -> Facts:
    code, reference, number, level, credit, hours, counts, fingerprint, title = row.split(maxsplit=8)
    each = tuple(map(int, counts.split("-")))
    return Facts(code, reference, number, int(level), int(credit), int(hours), each, fingerprint, title)


def _run(row: str) -> Run:
    number, outcome, line, due, printed = row.split(maxsplit=4)
    return Run(number, int(outcome.removeprefix("LO")), int(line), due, printed)


UNITS = tuple(map(_facts, _UNITS.strip().splitlines()))
RUNS = tuple(map(_run, _RUNS.strip().splitlines()))
EXPECTED = tuple(facts.expected() for facts in UNITS)
