package struct LabelModel: Sendable {}
package struct DangerSignRules: Sendable {}
package struct KnowledgeIndex: Sendable {}
