extension MondaySchema {
    /// Boards, columns and groups as they are made and changed, and what links items to items.
    static let structure = """
        enum BoardAccessLevel { edit view }
        enum BoardAttributes { communication description item_nickname name }
        enum BoardHierarchy { classic multi_level }
        enum BoardObjectType { board custom_object document sub_items_board }
        enum GroupAttributes { color position relative_position_after relative_position_before title }
        enum JobState { PENDING RUNNING COMPLETED FAILED EXPIRED CANCELLED }
        enum StatusColumnColors {
          \(LabelColor.all.map(\.name).joined(separator: " "))
        }

        input CreateStatusLabelInput {
          label: String! color: StatusColumnColors! index: Int! description: String is_done: Boolean
        }
        input CreateStatusColumnSettingsInput { labels: [CreateStatusLabelInput!]! }
        input UpdateStatusLabelInput {
          label: String! color: StatusColumnColors! index: Int! description: String is_done: Boolean id: Int
          is_deactivated: Boolean
        }
        input UpdateStatusColumnSettingsInput { labels: [UpdateStatusLabelInput!]! }
        input CreateDropdownLabelInput { label: String! }
        input CreateDropdownColumnSettingsInput {
          labels: [CreateDropdownLabelInput!]! limit_select: Boolean label_limit_count: Int
        }
        input UpdateDropdownLabelInput { label: String! id: Int is_deactivated: Boolean }
        input UpdateDropdownColumnSettingsInput {
          labels: [UpdateDropdownLabelInput!]! limit_select: Boolean label_limit_count: Int
        }

        type BoardRelationValue implements ColumnValue {
          id: ID! text: String value: JSON type: ColumnType! column: Column! display_value: String!
          linked_item_ids: [ID!]! linked_items: [Item!]!
        }
        type SubtasksValue implements ColumnValue {
          id: ID! text: String value: JSON type: ColumnType! column: Column! display_value: String!
          subitems: [Item!]! subitems_ids: [ID!]!
        }
        type BulkDeleteInit { job_id: ID }
        type AsyncJobResult { total: Int succeeded: Int failed: Int details: JSON }
        type AsyncJobStatus {
          id: ID status: JobState created_at: String updated_at: String error: String result: AsyncJobResult
        }

        extend type Board {
          type: BoardObjectType hierarchy_type: BoardHierarchy access_level: BoardAccessLevel! permissions: String!
        }
        extend type Item { parent_item: Item subitems: [Item] }
        extend type Query { job_status(job_id: ID!): AsyncJobStatus! }
        extend type Mutation {
          create_status_column(
            board_id: ID!, id: String, title: String!, description: String, after_column_id: ID,
            defaults: CreateStatusColumnSettingsInput
          ): Column
          create_dropdown_column(
            board_id: ID!, id: String, title: String!, description: String, after_column_id: ID,
            defaults: CreateDropdownColumnSettingsInput
          ): Column
          update_status_column(
            board_id: ID!, id: String!, title: String, description: String, width: Int, revision: String!,
            settings: UpdateStatusColumnSettingsInput
          ): Column
          update_dropdown_column(
            board_id: ID!, id: String!, title: String, description: String, width: Int, revision: String!,
            settings: UpdateDropdownColumnSettingsInput
          ): Column
          update_column(
            board_id: ID!, id: String!, title: String, description: String, width: Int, revision: String!,
            settings: JSON, column_type: ColumnType!
          ): Column
          change_column_title(board_id: ID!, column_id: String!, title: String!): Column
          delete_column(board_id: ID!, column_id: String!): Column
          update_group(
            board_id: ID!, group_id: String!, group_attribute: GroupAttributes!, new_value: String!
          ): Group
          archive_group(board_id: ID!, group_id: String!): Group
          delete_group(board_id: ID!, group_id: String!): Group
          update_board(board_id: ID!, board_attribute: BoardAttributes!, new_value: String!): JSON
          archive_board(board_id: ID!): Board
          delete_board(board_id: ID!): Board
          change_column_value(
            board_id: ID!, item_id: ID, column_id: String!, value: JSON!, create_labels_if_missing: Boolean
          ): Item
          create_subitem(
            parent_item_id: ID!, item_name: String!, column_values: JSON, create_labels_if_missing: Boolean
          ): Item
          bulk_archive_items(board_id: ID!, item_ids: [ID!]!): BulkDeleteInit
          bulk_delete_items(board_id: ID!, item_ids: [ID!]!): BulkDeleteInit
        }
        """
}
