/// What a measurement gave. What does not apply is nil.
public struct BenchResult: Sendable {
  /// Percentiles in milliseconds.
  public struct Percentiles: Sendable {
    /// Half took no longer, nine tenths, 99 %, 99.9 %, and all.
    public var p50: Double, p90: Double, p99: Double, p999: Double, max: Double
  }

  /// One measured process.
  public struct Server: Sendable {
    /// Its id.
    public var process: Int32
    /// Seconds on a processor during the measurement.
    public var processorSeconds: Double
    /// Microseconds of that for each delivery.
    public var microsecondsPerDelivery: Double?
    /// And for each join.
    public var microsecondsPerJoin: Double?
    /// Resident memory before anything was opened, and at the end.
    public var residentBefore: Int, residentAfter: Int
    /// What a connection added, in KiB.
    public var kibibytesPerConnection: Double?
  }

  /// A quarter of the joins.
  public struct Quarter: Sendable {
    /// How many, how fast, and what each cost.
    public var joins: Int, joinsPerSecond: Double, microsecondsPerJoin: Double?
  }

  /// What was measured.
  public var plan: BenchPlan
  /// Seconds that were measured.
  public var seconds: Double
  /// Whether it ended before its time.
  public var wasInterrupted = false
  /// Messages accepted in that time.
  public var messages: Int?
  /// Deliveries in that time.
  public var deliveries: Int?
  /// Deliveries that never came.
  public var lost = 0
  /// Deliveries that came twice.
  public var doubled = 0
  /// Messages on the members' rooms that nobody of them sent.
  public var foreign = 0
  /// Messages the server refused, and the first refusal.
  public var refused = 0
  /// The first refusal as it came.
  public var firstRefusal: String?
  /// Connections that ended.
  public var droppedConnections = 0
  /// From sending to each delivery.
  public var latency: Percentiles?
  /// From sending to the acknowledgement.
  public var acks: Percentiles?
  /// The measured processes.
  public var servers: [Server] = []
  /// Seconds this program itself was on a processor.
  public var clientSeconds = 0.0
  /// Joins a second.
  public var joinsPerSecond: Double?
  /// The joins in four parts: what a join costs may not grow with how many are there.
  public var quarters: [Quarter] = []

  /// Whether everything sent came, once, to everybody.
  public var isClean: Bool { lost == 0 && doubled == 0 && droppedConnections == 0 && refused == 0 }
}
