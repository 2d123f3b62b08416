"""What goes wrong with each service, and what people write about it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Story:
    """What was reported, what was found, and what was done about it."""

    category: str
    title: str
    description: str
    finding: str
    resolution: str


STORIES: dict[str, tuple[Story, ...]] = {
    "E-mail and calendar": (
        Story(
            "Mail delivery",
            "Mails to one supplier come back",
            "Since this morning every mail to our carrier is returned after a minute."
            " The text speaks of a refused connection.",
            "Their server refuses our second address since the weekend.",
            "The address was added to the sender policy; test mails were delivered.",
        ),
        Story(
            "Mailbox",
            "Mailbox is full and refuses new mail",
            "I get a warning that my mailbox has reached its limit and colleagues"
            " tell me that their mails bounce.",
            "Sent items hold 18 GB of drawings.",
            "Moved what is older than two years to the archive and raised the limit.",
        ),
        Story(
            "Calendar",
            "Shared calendar shows meetings of last year only",
            "The room calendar stops in December. Nobody can book the meeting room.",
            "The publishing job of that room ended with its owner's account.",
            "Gave the room a new owner and published the calendar anew.",
        ),
        Story(
            "Mail delivery",
            "Large attachments do not arrive",
            "Offers of more than 15 MB leave here but are never received.",
            "The relay cuts off at 15 MB, the agreement says 25 MB.",
            "Corrected the limit of the relay to the agreed 25 MB.",
        ),
    ),
    "Workplace computers": (
        Story(
            "Notebook",
            "Notebook does not start after the update",
            "It shows a circle of dots for half an hour and then starts again.",
            "The update of the night left the disk in recovery.",
            "Rolled the update back and installed it again under supervision.",
        ),
        Story(
            "Docking station",
            "Second screen stays dark",
            "The screen at the docking station worked on Friday. Cable was changed.",
            "Firmware of the docking station is older than the notebook expects.",
            "Updated the firmware of the docking station; both screens work.",
        ),
        Story(
            "Software",
            "Spreadsheet program closes by itself",
            "As soon as I open the monthly figures the program is gone.",
            "An add-in of the accounting package fails with the new version.",
            "Replaced the add-in by the version for the new program.",
        ),
        Story(
            "Notebook",
            "Battery lasts twenty minutes",
            "The notebook has to be at the charger all day.",
            "The battery reports 31 % of its capacity.",
            "Changed the battery at the desk.",
        ),
    ),
    "Printing": (
        Story(
            "Printer",
            "Printer on the second floor prints blank pages",
            "Every document comes out empty, also the test page.",
            "The drum is worn out.",
            "Changed the drum and cleaned the rollers.",
        ),
        Story(
            "Scanner",
            "Scans do not arrive in the folder",
            "The device says that it was sent but the folder stays empty.",
            "The password of the scanning account has expired.",
            "Set the account's new password on the device.",
        ),
        Story(
            "Printer",
            "Labels are printed beside the edge",
            "All delivery labels are three millimetres too far left.",
            "After a change of roll the sensor was not calibrated.",
            "Calibrated the sensor and printed a test series.",
        ),
    ),
    "Accounts and access": (
        Story(
            "Password",
            "Account locked after a new phone",
            "I changed my phone and now the second factor is refused.",
            "The old device is still the only one registered.",
            "Verified the identity by a call back and registered the new phone.",
        ),
        Story(
            "Rights",
            "No access to the folder of the project",
            "I moved to another department on the first and see only old folders.",
            "The change of department did not reach the directory.",
            "Corrected the department; groups followed by themselves.",
        ),
        Story(
            "Account",
            "Account of a new colleague is missing",
            "Our new colleague started today and cannot sign in anywhere.",
            "The order arrived without a cost centre and was waiting.",
            "Added the cost centre and made the account.",
        ),
        Story(
            "Password",
            "Password reset mail never arrives",
            "I asked for a new password three times. Nothing comes.",
            "The mail goes to the private address given at hiring.",
            "Corrected the address and sent the link again.",
        ),
    ),
    "Office network": (
        Story(
            "Wireless",
            "Wireless drops every few minutes in the east wing",
            "Calls break off, the scanner has to sign in again and again.",
            "Two access points use the same channel since the last change.",
            "Spread the channels and lowered the power of one access point.",
        ),
        Story(
            "Cabling",
            "No network at three desks",
            "Since the cleaning of the floor three wall sockets are dead.",
            "The patch cables were pulled out of the panel.",
            "Plugged the cables in again and labelled them.",
        ),
        Story(
            "Site link",
            "Whole site is slow",
            "Everything takes a minute, from mail to the intranet.",
            "The backup of the branch runs in the daytime and fills the line.",
            "Moved the backup to the night and limited its bandwidth.",
        ),
    ),
    "Remote access": (
        Story(
            "Connection",
            "Remote access breaks off after ten minutes",
            "From home the connection is lost after ten minutes, every time.",
            "The provider's router closes idle connections.",
            "Switched the keep-alive on for this profile.",
        ),
        Story(
            "Certificate",
            "Remote access says that the certificate is invalid",
            "It worked yesterday. Today a red window appears.",
            "The device certificate expired at midnight.",
            "Renewed the certificate and started its automatic renewal.",
        ),
        Story(
            "Connection",
            "Folders cannot be reached from home",
            "I am connected but the drives stay empty.",
            "The name server of the home network answers first.",
            "Set the order of name servers in the profile.",
        ),
    ),
    "Telephony": (
        Story(
            "Telephone",
            "Callers hear nothing",
            "We hear the caller but the caller does not hear us.",
            "Voice packets are dropped by the new firewall rule.",
            "Corrected the rule; test calls in both directions are good.",
        ),
        Story(
            "Conference room",
            "Conference room has no sound",
            "The video works but the loudspeaker stays silent.",
            "The room was set to the sound of the notebook.",
            "Set the room's own loudspeaker as default.",
        ),
        Story(
            "Hotline",
            "Hotline rings at nobody's desk",
            "Customers say that nobody answers, and here nothing rings.",
            "The group has been empty since the change of shifts.",
            "Filled the group from the duty roster.",
        ),
    ),
    "File storage and backup": (
        Story(
            "Restore",
            "Folder was deleted by mistake",
            "I deleted the wrong folder at about ten o'clock. Please bring it back.",
            "It is in the copy of nine o'clock.",
            "Brought the folder back from the copy of nine o'clock.",
        ),
        Story(
            "Shared folder",
            "File is locked by somebody who is on holiday",
            "The price list cannot be saved.",
            "A session of last week is still open.",
            "Closed the session; the file can be saved.",
        ),
        Story(
            "Shared folder",
            "Shared folder is full",
            "Nothing can be saved any more in the folder of the department.",
            "Old videos fill two thirds of it.",
            "Moved the videos to the archive as agreed with the owner.",
        ),
    ),
    "Warehouse management": (
        Story(
            "Picking",
            "Hand-helds lose their orders",
            "In aisle four the devices lose the order they are working on.",
            "After the release the sessions end whenever the device roams.",
            "Supplier delivered a correction; installed on all hand-helds.",
        ),
        Story(
            "Stock",
            "Stock differs from what is on the shelf",
            "The system says 40, the shelf is empty. It is the same for six articles.",
            "A booking was posted twice when the interface was repeated.",
            "Reversed the double bookings and stopped the repetition.",
        ),
        Story(
            "Dispatch",
            "Delivery notes are not printed",
            "Lorries are waiting, and no delivery note comes out.",
            "The print queue hangs on a damaged document.",
            "Removed the document and started the queue again.",
        ),
        Story(
            "Interface",
            "Orders of the web shop do not arrive",
            "Since noon not a single order has come in from the shop.",
            "The certificate of the interface was replaced on one side only.",
            "Installed the new certificate on our side as well and sent all orders.",
        ),
    ),
    "Patient records": (
        Story(
            "Records",
            "Record opens after a minute",
            "In the morning it takes a minute to open a record.",
            "The statistics of two tables are old; a query reads everything.",
            "Renewed the statistics and put that into the nightly job.",
        ),
        Story(
            "Letters",
            "Letters show the old address of the clinic",
            "All letters since Monday carry the address from before the move.",
            "One of three templates was not replaced.",
            "Replaced the template and printed the letters again.",
        ),
        Story(
            "Appointments",
            "Appointments cannot be moved",
            "Moving an appointment ends with “not allowed”.",
            "The right was lost when roles were merged.",
            "Gave the right back to the reception's role.",
        ),
    ),
    "Production planning": (
        Story(
            "Planning",
            "Planning run ends in the middle",
            "The run of the night stopped at 62 %. The shift has no plan.",
            "An order without a due date stops the run.",
            "Corrected the order; the run was repeated and is complete.",
        ),
        Story(
            "Machine data",
            "Machine three reports no quantities",
            "The counter of machine three stands still since the early shift.",
            "The gateway lost its address after the power cut.",
            "Gave the gateway a fixed address; missing quantities were entered.",
        ),
        Story(
            "Shifts",
            "Shift calendar lacks the bank holiday",
            "The plan has us working on the bank holiday.",
            "The calendar of the year was loaded without the region's days.",
            "Added the region's days and planned anew.",
        ),
    ),
    "Web presence": (
        Story(
            "Form",
            "Contact form ends with an error",
            "Visitors write that the form cannot be sent.",
            "The check against robots answers too slowly.",
            "Raised the time it is given; the form works.",
        ),
        Story(
            "Page",
            "Opening hours on the page are wrong",
            "The page still shows the summer hours.",
            "The change was saved as a draft.",
            "Published the draft.",
        ),
    ),
}

CONFIDENTIAL = Story(
    "Rights",
    "Access of somebody who leaves tonight",
    "The conversation is at five. Please end all access at half past, not before, and"
    " speak of it with nobody.",
    "Prepared; the accounts are listed with the time.",
    "All access ended at the time given; sessions were closed.",
)
FIRST_REPLIES = (
    "Thank you for telling us. I am looking into it now.",
    "I have taken this over and will come back to you today.",
    "Thank you, we can see it too. I will let you know as soon as we know more.",
    "I am on it. You do not need to do anything for the moment.",
)
QUESTIONS = (
    "Could you tell us since when this happens, and whether colleagues see it too?",
    "Could you send us a picture of the message, please?",
    "Please restart the device once and tell us whether it still happens.",
    "When may we connect to your computer? It takes about ten minutes.",
)
ANSWERS = (
    "It began this morning, and two colleagues have the same.",
    "I restarted it. It is still the same.",
    "You can connect any time until four o'clock.",
    "Sorry for the delay, I was travelling. Yes, it still happens.",
)
UPDATES = (
    "We have found the cause and are working on it.",
    "A short note on where we are: {finding}",
    "We are testing the correction with a colleague of yours.",
)
HAND_OVERS = (
    "Beyond what the desk can do: please have a look.",
    "Logs are attached to the note above; needs somebody with rights on the system.",
    "Third one this week of this kind, please take it from here.",
)
SUPPLIER_NOTES = (
    "Supplier has opened a case and promises an answer.",
    "Ordered the part; the supplier names tomorrow.",
)
REOPENINGS = (
    "It worked for a day, now it is exactly as before.",
    "Sorry, this is not solved: it happens again since this morning.",
    "Only half of it is solved. Colleagues still have it.",
)
CANCELLATIONS = (
    "Reported twice, the other one is being worked on.",
    "The caller withdrew it: it was a mistake on their side.",
)
COMMENTS = {
    5: ("Quick and friendly, thank you!", "Perfect.", ""),
    4: ("Good, just a little long on hold.", ""),
    3: ("Solved, but I had to ask twice.", ""),
    2: ("It took far too long.",),
    1: ("Nobody told me anything for days.",),
}
