import MutualAid

extension Migration {
    /// Who said where a member is; those known before were told by their platform.
    static let rememberWhereACountryCameFrom = Migration(
        name: "remember where a country came from",
        statements: [
            """
            ALTER TABLE "member" ADD COLUMN "countrySource" TEXT
              CHECK ("countrySource" IN ('platform', 'stated', 'chosen'))
            """,
            "UPDATE \"member\" SET \"countrySource\" = 'platform' WHERE \"country\" IS NOT NULL",
        ]
    )
}
