/// The part of monday's schema that the simulator answers, with monday's own names, types and nullability.
///
/// Version 2026-10 of the schema that monday publishes; the fields and arguments used here are the same in 2026-01,
/// 2026-04 and 2026-07. A field that stands in monday's schema but not here is refused like one that does not exist.
enum MondaySchema {
    /// The excerpt, parsed.
    static let schema: Schema = {
        do {
            return try SchemaParser.parse([text, imports, structure].joined(separator: "\n"))
        } catch {
            // The texts are constants of this type: only an edit of it can break it, and the first test would show it.
            preconditionFailure("the schema excerpt does not parse: \(error)")
        }
    }()

    /// What there is beside the features that have files of their own, in GraphQL's schema language.
    static let text = """
        scalar JSON
        scalar CompareValue
        scalar Date
        scalar ISO8601DateTime

        enum State { active all archived deleted }
        enum BoardKind { private public share }
        enum PositionRelative { after_at before_at }
        enum ItemsQueryOperator { and or }
        enum ItemsOrderByDirection { asc desc }
        enum ItemsQueryRuleOperator {
          any_of not_any_of is_empty is_not_empty greater_than greater_than_or_equals lower_than lower_than_or_equal
          between not_contains_text contains_text contains_terms starts_with ends_with within_the_next within_the_last
        }
        enum VersionKind {
          current deprecated dev maintenance old__maintenance old_previous_maintenance previous_maintenance
          release_candidate
        }
        enum ColumnType {
          auto_number board_relation button checkbox color_picker country creation_log date dependency doc dropdown
          email file formula group hour integration item_assignees item_id last_updated link location long_text mirror
          numbers people phone progress rating status tags team text timeline time_tracking vote week world_clock
          unsupported name person direct_doc subtasks
        }

        input ColumnMappingInput { source: ID! target: ID }
        input ItemsPageByColumnValuesQuery { column_id: String! column_values: [String]! }
        input ItemsQueryRule {
          column_id: ID! compare_value: CompareValue! compare_attribute: String operator: ItemsQueryRuleOperator = any_of
        }
        input ItemsQueryOrderBy { column_id: String! direction: ItemsOrderByDirection = asc }
        input ItemsQueryGroup {
          rules: [ItemsQueryRule!] groups: [ItemsQueryGroup!] operator: ItemsQueryOperator = and
        }
        input ItemsQuery {
          rules: [ItemsQueryRule!] groups: [ItemsQueryGroup!] operator: ItemsQueryOperator = and
          order_by: [ItemsQueryOrderBy!] ids: [ID!]
        }

        type Query {
          boards(ids: [ID!], limit: Int = 25, page: Int = 1, state: State = active): [Board]
          items(
            ids: [ID!], limit: Int = 25, page: Int = 1, exclude_nonactive: Boolean, newest_first: Boolean
          ): [Item]
          items_page_by_column_values(
            board_id: ID!, columns: [ItemsPageByColumnValuesQuery!], cursor: String, limit: Int! = 25
          ): ItemsResponse!
          next_items_page(cursor: String!, limit: Int! = 25): ItemsResponse!
          complexity: Complexity
          me: User
          version: Version!
          versions: [Version!]
        }

        type Mutation {
          create_board(
            board_name: String!, board_kind: BoardKind!, description: String, empty: Boolean = false, folder_id: ID,
            workspace_id: ID
          ): Board
          create_group(
            board_id: ID!, group_name: String!, group_color: String, position_relative_method: PositionRelative,
            relative_to: String
          ): Group
          create_column(
            board_id: ID!, title: String!, column_type: ColumnType!, id: String, description: String, defaults: JSON,
            after_column_id: ID
          ): Column
          create_item(
            board_id: ID!, item_name: String!, group_id: String, column_values: JSON,
            create_labels_if_missing: Boolean, position_relative_method: PositionRelative, relative_to: ID
          ): Item
          change_multiple_column_values(
            board_id: ID!, item_id: ID, column_values: JSON!, create_labels_if_missing: Boolean
          ): Item
          change_simple_column_value(
            board_id: ID!, item_id: ID, column_id: String!, value: String, create_labels_if_missing: Boolean
          ): Item
          archive_item(item_id: ID): Item
          delete_item(item_id: ID): Item
          duplicate_item(board_id: ID!, item_id: ID, with_updates: Boolean): Item
          move_item_to_board(
            board_id: ID!, item_id: ID!, group_id: ID!, columns_mapping: [ColumnMappingInput!],
            subitems_columns_mapping: [ColumnMappingInput!]
          ): Item
          move_item_to_group(item_id: ID, group_id: String!): Item
          complexity: Complexity
        }

        type Complexity { before: Int! query: Int! after: Int! reset_in_x_seconds: Int! }
        type Version { kind: VersionKind! value: String! display_name: String! }
        type User { id: ID! name: String! email: String! account: Account! }
        type Account { id: ID! name: String! slug: String! tier: String }

        type Board {
          id: ID! name: String! state: State! description: String board_kind: BoardKind! url: String!
          items_count: Int items_limit: Int
          groups(ids: [String]): [Group]
          columns(ids: [String], types: [ColumnType!]): [Column]
          items_page(cursor: String, limit: Int! = 25, query_params: ItemsQuery): ItemsResponse!
        }
        type Group { id: ID! title: String! color: String! position: String! archived: Boolean deleted: Boolean }
        type Column {
          id: ID! title: String! description: String type: ColumnType! archived: Boolean! settings: JSON
          settings_str: String! revision: String!
        }
        type ItemsResponse { cursor: String items: [Item!]! }
        type Item {
          id: ID! name: String! state: State url: String! created_at: Date updated_at: Date board: Board group: Group
          column_values(ids: [String!], types: [ColumnType!]): [ColumnValue!]!
        }

        interface ColumnValue { id: ID! text: String value: JSON type: ColumnType! column: Column! }
        type TextValue implements ColumnValue {
          id: ID! text: String value: JSON type: ColumnType! column: Column!
        }
        type LongTextValue implements ColumnValue {
          id: ID! text: String value: JSON type: ColumnType! column: Column!
        }
        type NumbersValue implements ColumnValue {
          id: ID! text: String value: JSON type: ColumnType! column: Column! number: Float
        }
        type StatusValue implements ColumnValue {
          id: ID! text: String value: JSON type: ColumnType! column: Column! index: Int label: String is_done: Boolean
        }
        type DateValue implements ColumnValue {
          id: ID! text: String value: JSON type: ColumnType! column: Column! date: String time: String
        }
        type DropdownValue implements ColumnValue {
          id: ID! text: String value: JSON type: ColumnType! column: Column! values: [DropdownValueOption!]!
        }
        type DropdownValueOption { id: ID! label: String! }
        type LinkValue implements ColumnValue {
          id: ID! text: String value: JSON type: ColumnType! column: Column! url: String url_text: String
        }
        type CheckboxValue implements ColumnValue {
          id: ID! text: String value: JSON type: ColumnType! column: Column! checked: Boolean
        }
        type EmailValue implements ColumnValue {
          id: ID! text: String value: JSON type: ColumnType! column: Column! email: String label: String
        }
        type PhoneValue implements ColumnValue {
          id: ID! text: String value: JSON type: ColumnType! column: Column! phone: String country_short_name: String
        }
        type TimelineValue implements ColumnValue {
          id: ID! text: String value: JSON type: ColumnType! column: Column! from: Date to: Date
        }
        type ItemIdValue implements ColumnValue {
          id: ID! text: String value: JSON type: ColumnType! column: Column! item_id: ID!
        }
        type FormulaValue implements ColumnValue {
          id: ID! text: String value: JSON type: ColumnType! column: Column!
        }
        type MirrorValue implements ColumnValue {
          id: ID! text: String value: JSON type: ColumnType! column: Column!
        }
        type CreationLogValue implements ColumnValue {
          id: ID! text: String value: JSON type: ColumnType! column: Column!
        }
        type LastUpdatedValue implements ColumnValue {
          id: ID! text: String value: JSON type: ColumnType! column: Column!
        }
        """
}
