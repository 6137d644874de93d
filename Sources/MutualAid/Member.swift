/// Where a member is, and how it became known.
package struct LearntCountry: Sendable, Equatable {
    /// ISO 3166-1 alpha-2.
    package let code: String
    package let source: Source

    /// Who said so.
    package enum Source: String, Sendable, CaseIterable {
        /// The platform, beside a message.
        case platform
        /// The member, in a message: 我在德国.
        case stated
        /// The member, by a number from a menu.
        case chosen
    }

    package init(code: String, source: Source) {
        self.code = code
        self.source = source
    }
}

/// A person in a group, as one connection knows them; their names and words are encrypted under a key of their own.
package struct Member: Sendable {
    package let id: ID<Member>
    package let connection: String
    /// The platform's id of the person, needed to write to them.
    package let platformID: PrivateText
    package let name: PrivateText?
    /// ISO 3166-1 alpha-2 of where they are, when they or their platform said so.
    package let country: String?
    /// What a trusted connection last said they are: `counselor` and the like.
    package let role: String?

    package init(
        id: ID<Member>,
        connection: String,
        platformID: PrivateText,
        name: PrivateText?,
        country: String?,
        role: String? = nil
    ) {
        self.id = id
        self.connection = connection
        self.platformID = platformID
        self.name = name
        self.country = country
        self.role = role
    }

    /// Whether their platform says that they work for the desks.
    package var isByRoleListed: Bool { role.flatMap { StaffMember.Role(rawValue: $0) } != nil }

    /// What staff see of a person before they may see the name: one character a word, at most two; "?" without a name.
    package var initials: String {
        guard let name else { return "?" }
        let words = name.exposed.split { !$0.isLetter && !$0.isNumber }
        let initials = words.prefix(2).compactMap(\.first).map { String($0).uppercased() }.joined()
        return initials.isEmpty ? "?" : initials
    }
}
