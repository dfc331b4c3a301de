defmodule Calendar do
  @moduledoc "Functions that all calendars share, and the behaviour of a calendar."

  @type year :: integer
  @type month :: pos_integer
  @type day :: pos_integer
  @type hour :: non_neg_integer
  @type minute :: non_neg_integer
  @type second :: non_neg_integer
  @type microsecond :: {value :: non_neg_integer, precision :: non_neg_integer}
  @type day_fraction :: {parts_in_day :: non_neg_integer, parts_per_day :: pos_integer}
  @type iso_days :: {days :: integer, day_fraction}
  @type calendar :: module
  @type era :: non_neg_integer
  @type week :: pos_integer
  @type day_of_week :: non_neg_integer
  @type time_zone :: String.t()
  @type zone_abbr :: String.t()
  @type utc_offset :: integer
  @type std_offset :: integer
  @type time_zone_database :: module
  @type date :: %{optional(any) => any, calendar: calendar, year: year, month: month, day: day}
  @type time :: %{optional(any) => any, hour: hour, minute: minute, second: second, microsecond: microsecond}
  @type naive_datetime :: %{optional(any) => any, calendar: calendar, year: year, month: month, day: day}
  @type datetime :: %{optional(any) => any, calendar: calendar, year: year, month: month, day: day, time_zone: time_zone}

  # Fields
  @callback valid_date?(year, month, day) :: boolean
  @callback valid_time?(hour, minute, second, microsecond) :: boolean
  @callback leap_year?(year) :: boolean
  @callback days_in_month(year, month) :: day
  @callback months_in_year(year) :: month
  @callback day_of_week(year, month, day, starting_on :: atom) :: {day_of_week, first :: non_neg_integer, last :: non_neg_integer}
  @callback day_of_year(year, month, day) :: non_neg_integer
  @callback quarter_of_year(year, month, day) :: non_neg_integer
  @callback year_of_era(year, month, day) :: {year, era}
  @callback day_of_era(year, month, day) :: {non_neg_integer, era}

  # Conversion between calendars, through days since January 1 of year 0 in Calendar.ISO
  @callback day_rollover_relative_to_midnight_utc() :: day_fraction
  @callback naive_datetime_to_iso_days(year, month, day, hour, minute, second, microsecond) :: iso_days
  @callback naive_datetime_from_iso_days(iso_days) :: {year, month, day, hour, minute, second, microsecond}
  @callback time_to_day_fraction(hour, minute, second, microsecond) :: day_fraction
  @callback time_from_day_fraction(day_fraction) :: {hour, minute, second, microsecond}
  @callback iso_days_to_beginning_of_day(iso_days) :: iso_days
  @callback iso_days_to_end_of_day(iso_days) :: iso_days

  # Shifting
  @callback shift_date(year, month, day, Duration.t()) :: {year, month, day}
  @callback shift_naive_datetime(year, month, day, hour, minute, second, microsecond, Duration.t()) ::
              {year, month, day, hour, minute, second, microsecond}
  @callback shift_time(hour, minute, second, microsecond, Duration.t()) :: {hour, minute, second, microsecond}

  # Formatting
  @callback date_to_string(year, month, day) :: String.t()
  @callback time_to_string(hour, minute, second, microsecond) :: String.t()
  @callback naive_datetime_to_string(year, month, day, hour, minute, second, microsecond) :: String.t()
  @callback datetime_to_string(
              year,
              month,
              day,
              hour,
              minute,
              second,
              microsecond,
              time_zone,
              zone_abbr,
              utc_offset,
              std_offset
            ) :: String.t()
  @callback parse_date(String.t()) :: {:ok, {year, month, day}} | {:error, atom}
  @callback parse_time(String.t()) :: {:ok, {hour, minute, second, microsecond}} | {:error, atom}
  @callback parse_naive_datetime(String.t()) :: {:ok, {year, month, day, hour, minute, second, microsecond}} | {:error, atom}
  @callback parse_utc_datetime(String.t()) ::
              {:ok, {year, month, day, hour, minute, second, microsecond}, utc_offset} | {:error, atom}

  @doc "Returns whether days start at the same moment in both calendars, so that dates can be converted."
  def compatible_calendars?(calendar, calendar), do: true

  def compatible_calendars?(calendar1, calendar2) do
    calendar1.day_rollover_relative_to_midnight_utc() == calendar2.day_rollover_relative_to_midnight_utc()
  end

  @doc "Returns microseconds truncated to the precision of the unit."
  def truncate(microsecond, unit)
  def truncate(_microsecond, :second), do: {0, 0}
  def truncate({_, _} = microsecond, unit) when unit in [:millisecond, :microsecond], do: Calendar.ISO.cut(microsecond, unit)

  @doc "Formats the value according to directives that start with %."
  def strftime(value, format, options \\ []) when is_map(value) and is_binary(format) do
    Calendar.Format.text(format, value, options)
  end

  @doc "Returns the default database of time zones."
  def get_time_zone_database, do: :application.get_env(:elixir, :time_zone_database, Calendar.UTCOnlyTimeZoneDatabase)

  @doc "Sets the default database of time zones."
  def put_time_zone_database(database) when is_atom(database), do: :application.set_env(:elixir, :time_zone_database, database)
end

defmodule Calendar.TimeZoneDatabase do
  @moduledoc "The behaviour of a database of time zones."

  @type time_zone_period :: %{optional(any) => any, utc_offset: integer, std_offset: integer, zone_abbr: String.t()}
  @type time_zone_period_limit :: Calendar.naive_datetime()

  @callback time_zone_period_from_utc_iso_days(Calendar.iso_days(), Calendar.time_zone()) ::
              {:ok, time_zone_period} | {:error, atom}
  @callback time_zone_periods_from_wall_datetime(Calendar.naive_datetime(), Calendar.time_zone()) ::
              {:ok, time_zone_period}
              | {:ambiguous, time_zone_period, time_zone_period}
              | {:gap, {time_zone_period, time_zone_period_limit}, {time_zone_period, time_zone_period_limit}}
              | {:error, atom}
end

defmodule Calendar.UTCOnlyTimeZoneDatabase do
  @moduledoc "The time zones available without a database: UTC."

  @behaviour Calendar.TimeZoneDatabase

  @impl true
  def time_zone_period_from_utc_iso_days(_iso_days, zone), do: period(zone)

  @impl true
  def time_zone_periods_from_wall_datetime(_datetime, zone), do: period(zone)

  defp period("Etc/UTC"), do: {:ok, %{zone_abbr: "UTC", utc_offset: 0, std_offset: 0}}
  defp period(_other), do: {:error, :utc_only_time_zone_database}
end
